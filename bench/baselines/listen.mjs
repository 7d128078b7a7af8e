/**
 * Listens as the bench expects it of a server: on a free port of this machine, said in a line with `ready`; ends at
 * SIGTERM.
 *
 * @param {{ listen(port: number, host: string, done: () => void): import('node:http').Server }} app
 */
export async function listen(app) {
  /** @type {import('node:http').Server} */
  const server = await new Promise((resolve) => {
    const made = app.listen(0, '127.0.0.1', () => resolve(made));
  });
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  process.stdout.write(`${JSON.stringify({ msg: 'ready', url: `http://127.0.0.1:${address.port}` })}\n`);
  process.once('SIGTERM', () => process.exit(0));
}
