/** Tokens of Permissions-Policy that a call can need. */
export const callFeatures = [
  "camera",
  "microphone",
  "display-capture",
  "autoplay",
  "fullscreen",
  "picture-in-picture",
  "screen-wake-lock",
  "speaker-selection",
  "clipboard-write",
] as const;
export type CallFeature = (typeof callFeatures)[number];

interface PolicyReader {
  features(): string[];
  allowsFeature(feature: string): boolean;
}

/**
 * Those of `features` that the page's policy, or that of a page around it, takes away. Browsers other than Chromium do not
 * tell, and then it is none.
 */
export function forbiddenFeatures<Feature extends CallFeature>(features: readonly Feature[]): Feature[] {
  const reader = policyReader();
  if (reader === undefined) return [];
  const known = reader.features();
  return features.filter((feature) => known.includes(feature) && !reader.allowsFeature(feature));
}

/** The policy cannot be asked, and somebody else's page is around this one: it may lack `allow`. */
export function mayLackAllow(): boolean {
  return policyReader() === undefined && isInForeignPage();
}

/** What the page's developer has to add. */
export function policyRemedy(features: readonly CallFeature[]): string {
  const header = features.map((feature) => `${feature}=(self)`).join(", ");
  return `Permissions-Policy: ${header}; and in the iframe, if there is one: allow="${features.join("; ")}"`;
}

function policyReader(): PolicyReader | undefined {
  // the standard's name first; Chromium has the older one
  const readers: unknown[] = [
    Reflect.get(document, "permissionsPolicy"),
    Reflect.get(document, "featurePolicy"),
  ];
  return readers.find(isPolicyReader);
}

function isPolicyReader(value: unknown): value is PolicyReader {
  return typeof value === "object" && value !== null && "allowsFeature" in value && "features" in value;
}

function isInForeignPage(): boolean {
  if (window.top === window) return false;
  try {
    return window.top?.location.origin !== location.origin;
  } catch {
    return true; // another origin's page does not tell where it is
  }
}
