/**
 * The terms to look for when all of them would fetch too much: those that are rare, and of the common ones the less
 * common first, as long as they stand in at most `most` memories together; one at least. What only has the common words
 * of a question is the least of its answers.
 *
 * @param commonTerms in how many memories each common term stands; a term that is not in it is rare
 */
export function chooseTerms(
  terms: readonly string[],
  commonTerms: ReadonlyMap<string, number>,
  most: number,
): string[] {
  const chosen = terms.filter((term) => !commonTerms.has(term));
  const common = terms
    .map((term) => ({ term, count: commonTerms.get(term) ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => a.count - b.count);
  let together = 0;
  for (const { term, count } of common) {
    together += count;
    if (chosen.length > 0 && together > most) break;
    chosen.push(term);
  }
  return chosen;
}
