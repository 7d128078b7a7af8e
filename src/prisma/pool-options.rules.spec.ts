import { describe, expect, it } from '@jest/globals';

import { resolvePoolOptions } from './pool-options.rules.js';

const HOST = 'postgresql://user:p%40ss@db.example:5433/agl';

describe('resolvePoolOptions', () => {
  it('has 20 connections, 10 s for the pool and 5 s for the server when nothing is said', () => {
    const options = resolvePoolOptions({ DATABASE_URL: HOST });
    expect(options.pool).toMatchObject({
      connectionString: HOST,
      max: 20,
      connectionTimeoutMillis: 10_000,
      statement_timeout: 15_000,
      application_name: 'agl',
    });
    expect(options).toMatchObject({ connectTimeoutMs: 5_000, schema: undefined, preparedStatements: true });
  });

  it('lets the URL win over the defaults, in seconds, and takes its parameters out', () => {
    const options = resolvePoolOptions({
      DATABASE_URL: `${HOST}?connection_limit=7&pool_timeout=3&connect_timeout=2`,
    });
    expect(options.pool).toMatchObject({ connectionString: HOST, max: 7, connectionTimeoutMillis: 3_000 });
    expect(options.connectTimeoutMs).toBe(2_000);
  });

  it('lets the variables win over the URL', () => {
    const options = resolvePoolOptions({
      DATABASE_URL: `${HOST}?connection_limit=7&pool_timeout=3&connect_timeout=2`,
      DB_POOL_SIZE: 9,
      DB_POOL_TIMEOUT: 4,
      DB_CONNECT_TIMEOUT: 1,
    });
    expect(options.pool).toMatchObject({ max: 9, connectionTimeoutMillis: 4_000 });
    expect(options.connectTimeoutMs).toBe(1_000);
  });

  it.each([
    ['connection_limit=0', 'connection_limit must be a whole number from 1 to 1000'],
    ['connection_limit=many', 'connection_limit must be a whole number from 1 to 1000'],
    ['pool_timeout=-1', 'pool_timeout must be a whole number from 0 to 600'],
    ['connect_timeout=1.5', 'connect_timeout must be a whole number from 0 to 600'],
  ])('refuses %s by name, without the rest of the URL', (parameter, message) => {
    const attempt = () => resolvePoolOptions({ DATABASE_URL: `${HOST}?${parameter}` });
    expect(attempt).toThrow(message);
    expect(attempt).not.toThrow('p%40ss');
  });

  it('searches tables in the schema that the URL names, whatever its letters, and keeps the given options', () => {
    const options = resolvePoolOptions({ DATABASE_URL: `${HOST}?schema=my%20game&options=-c%20work_mem%3D8MB` });
    expect(options.schema).toBe('my game');
    expect(options.pool.options).toBe(
      '-c effective_io_concurrency=0 -c work_mem=8MB -c timezone=UTC -c search_path="my\\ game"',
    );
    expect(options.pool.connectionString).toBe(HOST);
  });

  it('sends a transaction pooler no session settings and no prepared statements', () => {
    const options = resolvePoolOptions({ DATABASE_URL: `${HOST}?pgbouncer=true&schema=games` });
    expect(options.preparedStatements).toBe(false);
    expect(options.pool).not.toHaveProperty('statement_timeout');
    expect(options.pool).not.toHaveProperty('options');
    expect(options.pool.connectionString).toBe(HOST);
  });

  it.each([
    ['sslmode=disable', '?sslmode=disable'],
    ['sslmode=prefer', ''],
    ['sslmode=allow', ''],
    ['sslmode=require', '?sslmode=require&uselibpqcompat=true'],
    ['sslmode=require&sslaccept=strict', '?sslmode=verify-full'],
    ['sslmode=require&sslaccept=accept_invalid_certs', '?sslmode=require&uselibpqcompat=true'],
    ['sslmode=verify-ca&sslrootcert=%2Fca.pem', '?sslmode=verify-ca&sslrootcert=%2Fca.pem&uselibpqcompat=true'],
    ['sslmode=verify-full', '?sslmode=verify-full'],
  ])('means by %s what PostgreSQL means', (given, expected) => {
    const { pool } = resolvePoolOptions({ DATABASE_URL: `${HOST}?${given}` });
    expect(pool.connectionString).toBe(`${HOST}${expected}`);
  });
});
