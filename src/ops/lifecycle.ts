import { Injectable } from '@nestjs/common';

/** Where the process is in its life. */
@Injectable()
export class Lifecycle {
  /** True once the process was asked to stop: it finishes what it has begun and takes nothing new. */
  stopping = false;
}
