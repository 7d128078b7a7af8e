/**
 * An element of SVG as text.
 *
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {string} [content] well-formed already
 */
export function element(name, attributes, content) {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`);
  return content === undefined ? `<${name}${list.join('')}/>` : `<${name}${list.join('')}>${content}</${name}>`;
}

/** Text as it may stand in XML; what no XML may hold becomes a question mark. */
export function escapeXml(/** @type {string} */ text) {
  return text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '?')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
