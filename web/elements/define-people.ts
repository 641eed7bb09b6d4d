import { MeshPeople } from "./mesh-people.ts";

// Opened by few, so it comes with the first who do; see define-elements.ts.
if (customElements.get("mesh-people") === undefined) customElements.define("mesh-people", MeshPeople);
