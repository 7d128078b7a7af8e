/**
 * The terms to look for when all of them would fetch too much: the rarest first, as long as the memories they stand in
 * are at most `most` together; always one at least, if any stands anywhere. What only has the common words of a question
 * is the least of its answers.
 */
export function chooseTerms(documentFrequency: ReadonlyMap<string, number>, most: number): string[] {
  const rarestFirst = [...documentFrequency].sort(([a, dfA], [b, dfB]) => dfA - dfB || (a < b ? -1 : 1));
  const chosen: string[] = [];
  let together = 0;
  for (const [term, count] of rarestFirst) {
    together += count;
    if (chosen.length > 0 && together > most) break;
    chosen.push(term);
  }
  return chosen;
}
