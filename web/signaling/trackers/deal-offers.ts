/**
 * Deals one round of offers to several trackers, each offer to one of them: an offer that two people get is answered
 * twice and serves one. Each tracker gets one, so that none that lies about its swarm can keep two people apart; then
 * each, the best first, as many as it has members; what is left goes round.
 * @param others for each tracker, best first: how many more are in its swarm
 */
export function dealOffers<Offer>(offers: readonly Offer[], others: readonly number[]): Offer[][] {
  const dealt = others.map((): Offer[] => []);
  const rest = [...offers];
  const deal = (hand: Offer[], count: number): void => {
    hand.push(...rest.splice(0, Math.max(0, count)));
  };
  for (const hand of dealt) deal(hand, 1);
  for (const [index, hand] of dealt.entries()) deal(hand, (others[index] ?? 0) - hand.length);
  while (rest.length > 0 && dealt.length > 0) for (const hand of dealt) deal(hand, 1);
  return dealt;
}
