/** What the OpenAPI document says of the streams: their answer is no JSON, so that no schema can say it. */
export const STREAM_DESCRIPTION = `Server-Sent Events, until you close the connection. Nothing is stored for a stream; it tells what is committed while it is open.

| event | data |
|---|---|
| \`reaction\` | a reaction as \`POST /events\` answers it, without \`receipt\`; those of batches too |
| \`line\` | the line that a language model finished for an earlier reaction |
| \`gap\` | events were missed, or may have been (an id too old to resume from; instances that could not reach each other; Redis was away, where one process alone cannot know that it was alone): load the state anew |
| \`end\` | the last event of a stream that the server ends, with its \`reason\`: \`unauthorized\`, \`gone\` or \`shutdown\` |

A player's events come in the order in which they were committed, none twice within a connection. A comment comes every 15 seconds. To go on after a lost connection, send the last \`id\` you saw as \`Last-Event-ID\`: the last 1,000 events of a game can be resumed, up to 10 minutes after its last stream was closed. An \`id\` may come without an event. A reader that is too slow is cut off and can resume. Too many open streams: 429 for the key, 503 for the process.`;

const REACTION =
  '{"id":"01936f3e-8d5c-7c3a-b1a2-3f4e5d6c7b8a","eventId":"match-7-kill-31","playerId":"01936f3e-0000-7000-8000-000000000001","occurredAt":"2026-11-24T15:00:00.000Z","emotion":{"emotion":"proud","intensity":0.72,"confidence":0.85,"action":"proud_pose","method":"rule","reasoning":"player.bosskill is desirable, by the player, hard"},"mood":{"pleasure":0.41,"arousal":0.33,"dominance":0.28,"label":"exuberant"},"dialogue":{"text":"Gravemaw, down!","characterPersona":"cheerful","language":"en","method":"template","reasons":["first_time"],"memoryIds":[]},"memory":null,"costUsd":0,"latencyMs":3.1}';

export const STREAM_ANSWER = {
  description: 'The events.',
  text: 'text/event-stream',
  example: `retry: 2000\nid: 1764000000000-0\n\nid: 1764000000123-0\nevent: reaction\ndata: ${REACTION}\n\n: heartbeat\nid: 1764000000123-0\n\n`,
} as const;

export const RESUME_HEADER = {
  name: 'Last-Event-ID',
  required: false,
  description: 'The last `id` you saw, to go on after it.',
  schema: { type: 'string', pattern: '^\\d{1,15}-\\d{1,15}$', example: '1764000000123-0' },
} as const;
