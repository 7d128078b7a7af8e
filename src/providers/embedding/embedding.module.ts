import { Module } from '@nestjs/common';
import { ServiceMetricsModule } from '../../analytics/service-metrics.module.js';
import { CacheService } from '../../cache/cache.service.js';
import { CONFIG, ConfigError, embeddingProviderOf, type Config } from '../../config/env.js';
import { embeddingPrice } from './embedding-cost.rules.js';
import { EmbeddingMeter } from './embedding-meter.js';
import { EMBEDDING_PROVIDER, type EmbeddingProvider } from './embedding.port.js';
import { LocalEmbedder } from './local-embedder.js';
import { OpenAiEmbedder } from './openai-embedder.js';
import { RemoteEmbedder } from './remote-embedder.js';

/** The embedder behind its port: the one that needs nothing, or the one that is configured. */
@Module({
  imports: [ServiceMetricsModule],
  providers: [
    EmbeddingMeter,
    {
      provide: EMBEDDING_PROVIDER,
      inject: [CONFIG, EmbeddingMeter, CacheService],
      useFactory: (config: Config, meter: EmbeddingMeter, cache: CacheService): EmbeddingProvider =>
        embeddingProviderOf(config) === 'local'
          ? new LocalEmbedder(config.EMBEDDING_DIMENSIONS)
          : remoteEmbedder(config, meter, cache),
    },
  ],
  exports: [EMBEDDING_PROVIDER],
})
export class EmbeddingModule {}

/** What a host that needs no key is sent, as the SDK wants one. */
const NO_KEY = 'none';

function remoteEmbedder(config: Config, meter: EmbeddingMeter, cache: CacheService): EmbeddingProvider {
  const { EMBEDDING_MODEL: model, EMBEDDING_DIMENSIONS: dimensions, OPENAI_BASE_URL: baseURL } = config;
  // A host of one's own sends no bill that is known here.
  const price = embeddingPrice(model) ?? (baseURL === undefined ? undefined : 0);
  if (price === undefined) {
    throw new ConfigError(
      `EMBEDDING_MODEL ${model} has no known price: choose one of the table, or set OPENAI_BASE_URL`,
    );
  }
  const settings = { apiKey: config.OPENAI_API_KEY ?? NO_KEY, baseURL, model, dimensions };
  const source = new OpenAiEmbedder(settings, (call, latencyMs) => meter.record(call, latencyMs, price));
  return new RemoteEmbedder(source, cache, { model, dimensions });
}
