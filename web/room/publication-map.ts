/** Publications by track SID. Those of each kind have a map too; an application may keep any of them. */
export class PublicationMap<Publication extends { kind: string }> extends Map<string, Publication> {
  readonly #kinds = new Map<string, Map<string, Publication>>();

  ofKind(kind: string): Map<string, Publication> {
    const known = this.#kinds.get(kind) ?? new Map<string, Publication>();
    this.#kinds.set(kind, known);
    return known;
  }
  override set(sid: string, publication: Publication): this {
    this.ofKind(publication.kind).set(sid, publication);
    return super.set(sid, publication);
  }
  override delete(sid: string): boolean {
    for (const known of this.#kinds.values()) known.delete(sid);
    return super.delete(sid);
  }
}
