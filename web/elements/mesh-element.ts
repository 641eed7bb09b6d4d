import { updateWhenLocaleChanges } from "@lit/localize";
import { LitElement } from "lit";

/** What every element of Meshcall is: it renders anew when the language changes. */
export abstract class MeshElement extends LitElement {
  constructor() {
    super();
    updateWhenLocaleChanges(this);
  }
}
