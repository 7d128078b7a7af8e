import { RequestMethod, UseFilters, UseGuards, type DynamicModule, type Type } from '@nestjs/common';
import { METHOD_METADATA, MODULE_METADATA } from '@nestjs/common/internal';
import { IdempotencyFilter } from './idempotency.filter.js';
import { IdempotencyGuard } from './idempotency.guard.js';

/** Handlers that have guard and filter. */
const bound = new WeakSet<object>();

/**
 * Gives every POST of these modules' controllers the guard and the filter of idempotency, before Nest reads their
 * decorators: as the last guard and the first filter, and of no concern to any GET.
 */
export function makePostsIdempotent(modules: readonly (Type | DynamicModule)[]): void {
  for (const module of modules) {
    const type = 'module' in module ? module.module : module;
    const controllers = (Reflect.getMetadata(MODULE_METADATA.CONTROLLERS, type) ?? []) as Type[];
    for (const controller of controllers) bindPosts(controller.prototype as object);
  }
}

function bindPosts(prototype: object): void {
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    const handler: unknown = descriptor.value;
    if (typeof handler !== 'function' || bound.has(handler)) continue;
    if (Reflect.getMetadata(METHOD_METADATA, handler) !== RequestMethod.POST) continue;
    UseGuards(IdempotencyGuard)(prototype, name, descriptor);
    UseFilters(IdempotencyFilter)(prototype, name, descriptor);
    bound.add(handler);
  }
}
