import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/env.js';
import { EMBEDDING_PROVIDER } from './embedding.port.js';
import { LocalEmbedder } from './local-embedder.js';

/** The embedder behind its port: the one that needs nothing. */
@Module({
  providers: [
    {
      provide: EMBEDDING_PROVIDER,
      inject: [CONFIG],
      useFactory: (config: Config) => new LocalEmbedder(config.EMBEDDING_DIMENSIONS),
    },
  ],
  exports: [EMBEDDING_PROVIDER],
})
export class EmbeddingModule {}
