import { request, type IncomingHttpHeaders } from 'node:http';

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Bytes of the body as they came, compressed or not. */
  readonly bytes: number;
  readonly text: string;
}

/** Sends a request without a body as it is written, where supertest would tidy it up or unzip its answer. */
export async function sendRaw(
  origin: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(origin + path, { method, agent: false, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const body = Buffer.concat(chunks);
        const { statusCode: status = 0, headers } = answer;
        resolve({ status, headers, bytes: body.length, text: body.toString('latin1') });
      });
    });
    sent.on('error', reject);
    sent.end();
  });
}
