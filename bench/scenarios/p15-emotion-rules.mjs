import { appraise } from '../../dist/emotion/appraisal.rules.js';
import { EVENT_KINDS } from '../world-pieces.mjs';
import { timeCalls } from './parts/timed-calls.mjs';

/** So many that no branch predictor learns them by heart, each as it comes from a parsed body. */
const INPUTS = 4096;
const MOODS = [
  null,
  { pleasure: 0.31, arousal: 0.22, dominance: 0.18 },
  { pleasure: -0.4, arousal: 0.5, dominance: -0.2 },
];
/** Types that no table knows, and talk whose words are read. */
const OTHER_KINDS = [
  ['guild.siege_won', { amount: 3, name: 'Emberfall' }],
  ['crafting.sword_broken', { item: 'silver sword' }],
  ['player.chat', { text: 'I love this place, thank you so much!' }],
  ['player.chat', { text: 'that was really not fair, I hate this boss' }],
];

/** @type {import('../main.mjs').Scenario} */
export const scenario = {
  id: 'P15',
  title: 'emotion rules',
  needs: { world: false, redis: false },
  async run({ quick }) {
    const plan = quick ? { rounds: 3, calls: 200_000 } : { rounds: 7, calls: 400_000 };
    const inputs = Array.from({ length: INPUTS }, (_, index) => inputOf(index));
    const rules = await timeCalls(inputs, (input) => appraise(input.event, input.situation).intensity, plan);
    const told = await timeCalls(inputs, withReasoning, { ...plan, calls: plan.calls / 4 });
    return {
      checks: [
        checksOf('an appraisal', rules)[0],
        // In a few short rounds a single collection weighs too much to be judged.
        { ...checksOf('an appraisal', rules)[1], reference: quick },
        { ...checksOf('an appraisal and its sentence', told)[0] },
        { ...checksOf('an appraisal and its sentence', told)[1], reference: true },
      ],
      notes: [
        `${INPUTS.toLocaleString('en')} events of ${EVENT_KINDS.length + OTHER_KINDS.length} kinds, parsed before the clock starts.`,
        `An appraisal leaves ${Math.round(rules.bytesPerCall)} bytes behind, with its sentence ${Math.round(told.bytesPerCall)}.`,
      ],
      series: [
        { label: 'an appraisal', cpuMicrosPerRequest: rules.microsPerCall, cpuMicrosMinimum: rules.microsMinimum },
        { label: 'and its sentence', cpuMicrosPerRequest: told.microsPerCall, cpuMicrosMinimum: told.microsMinimum },
      ],
    };
  },
};

/** What the reaction does: the sentence is made when it is asked for. */
function withReasoning(/** @type {ReturnType<typeof inputOf>} */ { event, situation }) {
  const appraisal = appraise(event, situation);
  return appraisal.intensity + appraisal.reasoning.length;
}

/**
 * @param {string} name
 * @param {import('./parts/timed-calls.mjs').TimedCalls} timed
 * @returns {import('../main.mjs').Check[]}
 */
function checksOf(name, { microsPerCall, microsMinimum, gcShare }) {
  return [
    {
      name,
      value: microsPerCall,
      goal: { op: '<=', value: 20 },
      unit: 'us',
      detail: `best round ${microsMinimum.toFixed(2)} us`,
    },
    { name: `${name}: collecting its garbage`, value: gcShare * 100, goal: { op: '<=', value: 2 }, unit: '%' },
  ];
}

/** The n-th event and what is known besides; all that varies comes from the number. */
function inputOf(/** @type {number} */ n) {
  const known = EVENT_KINDS[n % EVENT_KINDS.length];
  const [type, data] = n % 5 === 4 ? OTHER_KINDS[((n / 5) % OTHER_KINDS.length) | 0] : [known[0], known[2]];
  const context = { playerHealth: n % 101, playerLevel: 1 + (n % 60), inCombat: n % 2 === 0 };
  return {
    event: JSON.parse(JSON.stringify({ type, data: { ...data, ...(n % 3 === 0 && { count: n % 120 }) }, context })),
    situation: { count: n % 200, isFirstTime: n % 16 === 0, mood: MOODS[n % MOODS.length], sensitivity: 1 },
  };
}
