/** Cosines are compared with this tolerance: two vectors as near as each other may stand in any order. */
const TOLERANCE = 1e-6;

/**
 * The memories by how near they are, nearest first, each looked at in double precision.
 *
 * @param {readonly import('./remembering-player.mjs').Remembered[]} memories
 * @param {Float32Array} query
 */
export function exactNearest(memories, query) {
  return memories.map(({ id, vector }) => ({ id, score: cosineOf(vector, query) })).sort((a, b) => b.score - a.score);
}

/**
 * The share of the first `wanted` that were found. One as near as the last of these counts as well.
 *
 * @param {readonly string[]} found ids
 * @param {readonly { id: string, score: number }[]} exact nearest first
 * @param {number} wanted
 */
export function recallOf(found, exact, wanted) {
  const least = exact[wanted - 1].score - TOLERANCE;
  const good = new Set(exact.filter(({ score }) => score >= least).map(({ id }) => id));
  return new Set(found.slice(0, wanted).filter((id) => good.has(id))).size / wanted;
}

function cosineOf(/** @type {Float32Array} */ a, /** @type {Float32Array} */ b) {
  let product = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i += 1) {
    product += a[i] * b[i];
    squaresA += a[i] * a[i];
    squaresB += b[i] * b[i];
  }
  return squaresA * squaresB === 0 ? 0 : product / Math.sqrt(squaresA * squaresB);
}
