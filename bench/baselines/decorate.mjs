/**
 * Puts decorators on a method and its parameters, which JavaScript has no syntax for yet.
 *
 * @param {Function} owner the class
 * @param {string} name of the method
 * @param {MethodDecorator[]} decorators
 * @param {ParameterDecorator[]} parameters in their order
 */
export function decorate(owner, name, decorators, parameters) {
  const descriptor = /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(owner.prototype, name));
  for (const [index, parameter] of parameters.entries()) parameter(owner.prototype, name, index);
  for (const decorator of decorators) decorator(owner.prototype, name, descriptor);
}
