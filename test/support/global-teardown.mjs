/** Stops what global-setup started and removes its folder. */
export default async function globalTeardown() {
  await globalThis[Symbol.for('agl.test.servers')]?.stop();
}
