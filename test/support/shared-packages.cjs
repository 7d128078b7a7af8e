const { pathToFileURL } = require('node:url');
const { types } = require('node:util');
const { SyntheticModule } = require('node:vm');

const { default: Runtime } = require('jest-runtime');

/**
 * What is not ours, is large, and makes nothing that we ask for its class or its prototype. Jest evaluates every module
 * anew for every suite, which takes longer for these than for all of ours; so a worker loads them once, as a process does,
 * and its suites share them. Other packages are loaded by each suite.
 */
const SHARED = [
  '@anthropic-ai/sdk',
  '@anthropic-ai/sdk/lib/transform-json-schema',
  '@nestjs/common',
  '@nestjs/common/internal',
  '@nestjs/core',
  '@nestjs/platform-express',
  '@nestjs/schedule',
  '@nestjs/swagger',
  '@nestjs/testing',
  '@prisma/adapter-pg',
  '@prisma/client/runtime/client',
  '@prisma/client/runtime/query_compiler_fast_bg.postgresql.mjs',
  '@prisma/client/runtime/query_compiler_fast_bg.postgresql.wasm-base64.mjs',
  '@prisma/driver-adapter-utils',
  '@qdrant/js-client-rest',
  'express',
  'intl-messageformat',
  'ioredis',
  'openai',
  'pg',
  'pg-copy-streams',
  'reflect-metadata',
  'supertest',
];

/** Jest's modules of one suite, in which the shared packages are those of the worker. */
module.exports = class SharedPackagesRuntime extends Runtime {
  constructor(config, environment, ...rest) {
    super(config, environment, ...rest);
    joinRealms(environment.global);
  }

  /** Jest begins every suite with this. */
  async unstable_importModule(from, moduleName) {
    const { environment, registries, resolution } = this.esmLoader;
    const registry = registries.getActiveEsmRegistry();
    for (const specifier of SHARED) {
      const file = resolution.resolveEsm(from, specifier);
      const key = pathToFileURL(file).href;
      if (!registry.has(key)) {
        registry.set(key, await standIn(await import(specifier), file, environment.getVmContext()));
      }
    }
    return super.unstable_importModule(from, moduleName);
  }
};

/** A module of the suite that exports what a module of the worker does. */
async function standIn(real, identifier, context) {
  const exported = Object.entries(real);
  const module = new SyntheticModule(
    exported.map(([name]) => name),
    function () {
      for (const [name, value] of exported) this.setExport(name, value);
    },
    { context, identifier },
  );
  // A synthetic module has nothing to link, and since Node 24.8 begins linked.
  if (module.status === 'unlinked') await module.link(() => undefined);
  await module.evaluate();
  return module;
}

/**
 * A suite has intrinsics of its own, and meets values that were made with the worker's, as the worker's packages meet those
 * of the suite: metadata and dates are the same for both, and an error or a promise of one is one for the other.
 */
function joinRealms(suite) {
  suite.Reflect = Reflect;
  suite.Date = Date;
  for (const realm of [suite, globalThis]) {
    acceptAll(realm.Error, types.isNativeError);
    acceptAll(realm.Promise, types.isPromise);
  }
}

/** Lets `instanceof` of this class, not of those made from it, be true for what `isOne` says is one. */
function acceptAll(base, isOne) {
  const isInstance = Function.prototype[Symbol.hasInstance];
  const value = function (candidate) {
    return isInstance.call(this, candidate) || (this === base && isOne(candidate));
  };
  Object.defineProperty(base, Symbol.hasInstance, { value, configurable: true });
}
