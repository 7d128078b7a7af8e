import { RequestMethod, UseInterceptors, type DynamicModule, type Type } from '@nestjs/common';
import { METHOD_METADATA, MODULE_METADATA } from '@nestjs/common/internal';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';

/** Handlers that have the interceptor. */
const bound = new WeakSet<object>();

/**
 * Gives every POST of these modules' controllers the interceptor, before Nest reads their decorators. A global
 * interceptor would do the same at a price that each GET pays, too.
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
    UseInterceptors(IdempotencyInterceptor)(prototype, name, descriptor);
    bound.add(handler);
  }
}
