/** One round of offers, dealt to trackers. */
export interface Deal<Offer> {
  /** For each tracker, in the order given. */
  hands: Offer[][];
  /** For trackers that are not up yet. */
  spare: Offer[];
}

/**
 * Deals each offer to one tracker: an offer that two people get is answered twice and serves one. Each tracker gets
 * one, so that none that lies about its swarm can keep two people apart; then each, the best first, as many as it has
 * members; what is left goes round.
 * @param others for each tracker, best first: how many more are in its swarm
 * @param late how many trackers may yet come up; so many offers stay back if there are enough
 */
export function dealOffers<Offer>(
  offers: readonly Offer[],
  others: readonly number[],
  late: number,
): Deal<Offer> {
  const hands = others.map((): Offer[] => []);
  const spare = [...offers];
  const deal = (hand: Offer[], count: number): void => {
    hand.push(...spare.splice(0, Math.max(0, count)));
  };
  for (const hand of hands) deal(hand, 1);
  for (const [index, hand] of hands.entries()) deal(hand, (others[index] ?? 0) - hand.length);
  for (let turn = 0; hands.length > 0 && spare.length > late; turn++)
    deal(hands[turn % hands.length] ?? [], 1);
  return { hands, spare };
}
