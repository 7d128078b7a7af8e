/** Decimals that the database keeps of an amount of money. */
const SCALE = 10;
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/**
 * Adds amounts exactly: as whole numbers of 1e-10 dollars.
 *
 * @param amounts decimal texts, as the database writes numeric(18, 10)
 * @returns the sum as a decimal text
 * @throws TypeError for a text that is no decimal
 */
export function addDecimals(amounts: readonly string[]): string {
  const sum = amounts.reduce((total, amount) => total + toUnits(amount), 0n);
  const digits = (sum < 0n ? -sum : sum).toString().padStart(SCALE + 1, '0');
  return `${sum < 0n ? '-' : ''}${digits.slice(0, -SCALE)}.${digits.slice(-SCALE)}`;
}

function toUnits(amount: string): bigint {
  const match = DECIMAL.exec(amount);
  const fraction = match?.[3] ?? '';
  if (!match || fraction.length > SCALE) throw new TypeError(`not an amount with ${SCALE} decimals: ${amount}`);
  const units = BigInt(`${match[2]}${fraction.padEnd(SCALE, '0')}`);
  return match[1] === '-' ? -units : units;
}
