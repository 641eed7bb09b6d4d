import type { HandChange } from "../hands/hands.ts";
import { handWords } from "../hands/words.ts";
import { list, named } from "../language/writing.ts";
import type { Reaction } from "../reactions/reactions.ts";
import { reactionWords } from "../reactions/words.ts";
import { strings } from "../strings.ts";

type Say = (words: string) => void;

/** What comes sooner is said together: nobody can listen to ten people applauding one by one. */
const gatherMs = 1_500;

const gathered = new WeakMap<Say, Reaction[]>();

/** Says what others do with their hands, and what a host does with one's own. */
export function sayHand(say: Say, { hand, isUp, byHost }: HandChange): void {
  if (isUp && !hand.isOwn) say(handWords.raised(hand.name));
  if (!isUp && hand.isOwn && byHost) say(handWords.ownPutDown);
}

/** Says reactions a moment later, those of several people in one sentence for each sign. */
export function sayReaction(say: Say, reaction: Reaction): void {
  const waiting = gathered.get(say);
  if (waiting !== undefined) {
    waiting.push(reaction);
    return;
  }
  const all = [reaction];
  gathered.set(say, all);
  setTimeout(() => {
    gathered.delete(say);
    say(sentence(all));
  }, gatherMs);
}

/** @example "Applause: Bea and Cem. Heart: Dora" */
function sentence(reactions: readonly Reaction[]): string {
  const names = new Map<Reaction["sign"], Set<string>>();
  for (const { sign, isOwn, name } of reactions) {
    const known = names.get(sign) ?? new Set();
    names.set(sign, known.add(isOwn ? strings.tile.you : named(name)));
  }
  return [...names]
    .map(([sign, people]) => reactionWords.from(reactionWords.name(sign), list([...people])))
    .join(" ");
}
