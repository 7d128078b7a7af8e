const PLACE = '{{n}}';
/** Tells the numbers of this process from those of an earlier one. */
const run = `${Date.now().toString(36)}-`;
let serial = 0;

/** Whether a request's body has a `{{n}}`, which each sending replaces by a text that was never sent before. */
export function isNumbered(/** @type {import('./load.mjs').LoadRequest} */ { body }) {
  return body !== undefined && body.includes(PLACE);
}

/** The body to send now. */
export function numberedBody(/** @type {import('./load.mjs').LoadRequest} */ { body }) {
  serial += 1;
  return body?.replaceAll(PLACE, run + serial);
}
