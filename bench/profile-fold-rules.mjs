/**
 * What a function belongs to: the application, a package, Node.js itself, native code, or no function at all.
 *
 * @typedef {'ours' | 'package' | 'node' | 'native' | 'gc' | 'program'} Owner
 *
 * @typedef {object} Frame a function as called from where it stands in the tree
 * @property {string} name
 * @property {string} place file and line, or nothing
 * @property {Owner} owner
 * @property {string} group the package, or a word for the other owners
 * @property {number} selfMicros
 * @property {number} totalMicros with all that it called
 * @property {Frame[]} children most time first
 *
 * @typedef {object} CpuProfile as V8 writes it
 * @property {{ id: number, callFrame: CallFrame, children?: number[] }[]} nodes
 * @property {number[]} samples
 * @property {number[]} timeDeltas microseconds
 *
 * @typedef {{ functionName: string, url: string, lineNumber: number }} CallFrame
 */

const META = { '(garbage collector)': 'gc', '(program)': 'program' };
const META_GROUPS = { gc: 'garbage collector', program: 'program (V8, system calls)' };
/** Those who take the profile are no part of what it is about. */
const SAMPLERS = /\/bench\/profile-\w+\.mjs$/;
const BENCH = /\/bench\/[\w./-]+\.mjs$/;
const PACKAGE = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/**
 * Folds a profile into a tree of frames: calls of one function from one place are one frame. Idle time is left out and
 * told apart; the work of the sampling itself is left out.
 *
 * @param {CpuProfile} profile
 * @returns {{ root: Frame, idleMicros: number }}
 */
export function foldProfile({ nodes, samples, timeDeltas }) {
  /** @type {Map<number, number>} */
  const selfMicros = new Map();
  samples.forEach((id, index) => selfMicros.set(id, (selfMicros.get(id) ?? 0) + Math.max(0, timeDeltas[index] ?? 0)));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const childrenOf = (/** @type {CpuProfile['nodes'][number]} */ { children = [] }) =>
    children.flatMap((id) => byId.get(id) ?? []).filter(({ callFrame }) => !SAMPLERS.test(callFrame.url));
  const fold = (/** @type {CpuProfile['nodes']} */ same) => {
    const frame = frameOf(same[0].callFrame);
    frame.selfMicros = same.reduce((sum, { id }) => sum + (selfMicros.get(id) ?? 0), 0);
    const called = groupByFrame(same.flatMap(childrenOf));
    frame.children = [...called.values()].map(fold).filter(({ totalMicros }) => totalMicros > 0);
    frame.children.sort((a, b) => b.totalMicros - a.totalMicros);
    frame.totalMicros = frame.children.reduce((sum, { totalMicros }) => sum + totalMicros, frame.selfMicros);
    return frame;
  };
  const root = fold(nodes.filter(({ callFrame }) => callFrame.functionName === '(root)'));
  const idle = root.children.filter(({ name }) => name === '(idle)');
  const idleMicros = idle.reduce((sum, { totalMicros }) => sum + totalMicros, 0);
  root.children = root.children.filter((frame) => !idle.includes(frame));
  root.totalMicros -= idleMicros;
  return { root, idleMicros };
}

/**
 * The functions by the time spent in themselves, most first; a function is one wherever it is called from.
 *
 * @param {Frame} root
 */
export function selfTimes(root) {
  return sumBy(root, ({ name, place, group }) => [`${name} ${place} ${group}`, { name, place, group }]);
}

/** The packages by the time spent in their own functions, most first. */
export function packageTimes(/** @type {Frame} */ root) {
  return sumBy(root, ({ owner, group }) => [group, { owner, group }]);
}

/**
 * @template What
 * @param {Frame} root
 * @param {(frame: Frame) => [key: string, what: What]} describe
 * @returns {(What & { micros: number })[]}
 */
function sumBy(root, describe) {
  /** @type {Map<string, What & { micros: number }>} */
  const sums = new Map();
  const visit = (/** @type {Frame} */ frame) => {
    const [key, what] = describe(frame);
    const sum = sums.get(key) ?? { ...what, micros: 0 };
    sum.micros += frame.selfMicros;
    sums.set(key, sum);
    frame.children.forEach(visit);
  };
  root.children.forEach(visit);
  return [...sums.values()].filter(({ micros }) => micros > 0).sort((a, b) => b.micros - a.micros);
}

/** @returns {Frame} */
function frameOf(/** @type {CallFrame} */ { functionName, url, lineNumber }) {
  const { owner, group } = ownerOf(functionName, url);
  const place = url === '' ? '' : `${shortUrl(url)}:${lineNumber + 1}`;
  return { name: functionName || '(anonymous)', place, owner, group, selfMicros: 0, totalMicros: 0, children: [] };
}

/** @returns {{ owner: Owner, group: string }} */
function ownerOf(/** @type {string} */ name, /** @type {string} */ url) {
  const meta = /** @type {'gc' | 'program' | undefined} */ (META[/** @type {keyof typeof META} */ (name)]);
  if (meta) return { owner: meta, group: META_GROUPS[meta] };
  if (url.startsWith('wasm:')) return { owner: 'native', group: 'WebAssembly' };
  if (url === '') return { owner: 'native', group: 'native code' };
  if (url.startsWith('node:')) return { owner: 'node', group: 'Node.js' };
  const inPackage = PACKAGE.exec(url)?.[1];
  if (inPackage) return { owner: 'package', group: inPackage };
  return BENCH.test(url) ? { owner: 'program', group: 'the bench' } : { owner: 'ours', group: 'AGL' };
}

/** From the package, or from the folder of the build, on. */
function shortUrl(/** @type {string} */ url) {
  return url.replace(/.*\/node_modules\//, '').replace(/^file:.*\/(?=(?:dist|bench)\/)/, '');
}

function groupByFrame(/** @type {CpuProfile['nodes']} */ nodes) {
  /** @type {Map<string, CpuProfile['nodes']>} */
  const groups = new Map();
  for (const node of nodes) {
    const { functionName, url, lineNumber } = node.callFrame;
    const key = `${functionName} ${url} ${lineNumber}`;
    groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  return groups;
}
