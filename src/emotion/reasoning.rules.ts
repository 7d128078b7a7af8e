import type { AppraisalPart, EmotionName } from './emotion.types.js';
import type { Agency, Kin, Outlook } from './event-type.types.js';

const AGENCY_WORDS = {
  self: "the player's own doing",
  ally: "an ally's doing",
  opponent: "an opponent's doing",
  chance: "nobody's doing in particular",
} as const satisfies Record<Agency, string>;

const RULE_WORDS = {
  usual: 'as usual for it',
  unexpected: 'because it was hardly expected',
  expected: 'because it was expected',
  earned: 'because it was earned',
  shared: 'because an ally had a part in it',
  relief: 'because a danger or a bad run is over',
  strong: 'because it is large of its kind',
  blamed: 'because it keeps happening and there is somebody to blame',
  mounting: 'because it keeps happening',
  wearing: 'because it went on for long',
  bright: 'because the mood is bright',
  dim: 'because the mood is dark',
} as const satisfies Record<keyof Kin, string>;

/** Which of the kin emotions an event ends in, the rule that chose it, and whose doing the event was. */
export interface KinChoice {
  readonly emotion: EmotionName;
  readonly rule: keyof Kin;
  readonly agency: Agency;
}

/** One plain English sentence for people who read logs. It holds the type and field names, never a field's text. */
export function explain(
  type: string,
  outlook: Outlook,
  kin: KinChoice,
  intensity: number,
  parts: readonly AppraisalPart[],
): string {
  const news = outlook.desirability > 0 ? 'good' : outlook.desirability < 0 ? 'bad' : 'open';
  const weighed = weighedNames(parts);
  return (
    `${type} is ${news} news and ${AGENCY_WORDS[kin.agency]}: ${kin.emotion} at ${intensity}, ` +
    `${RULE_WORDS[kin.rule]}${weighed === '' ? '' : `, weighing ${weighed}`}.`
  );
}

/** The fields that gave magnitude or changed the intensity, each once. */
function weighedNames(parts: readonly AppraisalPart[]): string {
  const names = new Set<string>();
  for (const { rule, on } of parts) {
    if (on === 'magnitude' || (on === 'intensity' && rule !== 'base')) names.add(rule);
  }
  return [...names].join(', ');
}
