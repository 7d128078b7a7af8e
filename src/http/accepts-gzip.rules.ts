/** Header texts that are remembered with their verdict; clients send a handful. */
const MAX_REMEMBERED = 100;
const remembered = new Map<string, boolean>();

/**
 * Whether an `Accept-Encoding` header takes gzip (RFC 9110, 12.5.3): named, or covered by `*`, with a weight above 0.
 * The verdict on a text is remembered, since clients always send the same.
 */
export function acceptsGzip(header: string | string[] | undefined): boolean {
  if (typeof header !== 'string') return false;
  let verdict = remembered.get(header);
  if (verdict === undefined) {
    verdict = weightOf(header, 'gzip') > 0;
    if (remembered.size < MAX_REMEMBERED) remembered.set(header, verdict);
  }
  return verdict;
}

/** The weight, 0..1, that a header gives an encoding. */
function weightOf(header: string, encoding: string): number {
  let any = 0;
  for (const item of header.toLowerCase().split(',')) {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim());
    const weight = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
    if (name === encoding) return weight;
    if (name === '*') any = weight;
  }
  return any;
}
