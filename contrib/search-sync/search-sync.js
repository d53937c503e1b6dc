// Keeps a table of a Groonga server equal to the stock. README.md says how, what is certain, and which settings there are.
'use strict';

const { Client } = require('pg');
const { setTimeout: sleep } = require('timers/promises');

const consumer = process.env.SYNC_CONSUMER ?? 'search';
const engine = process.env.SYNC_ENGINE ?? 'http://127.0.0.1:10041';
const table = process.env.SYNC_TABLE ?? 'Variants';
const batch = Number(process.env.SYNC_BATCH ?? 1000); // documents a request
const poll = Number(process.env.SYNC_POLL ?? 250); // milliseconds until it looks again, where nothing had changed
const retry = Number(process.env.SYNC_RETRY ?? 1000); // milliseconds after an error
const check = Number(process.env.SYNC_CHECK ?? 5000); // milliseconds between looks at an engine that has nothing to do
const grace = Number(process.env.SYNC_GRACE ?? 60); // seconds that what is no longer stocked stays, with levels = 0
const timeout = 30_000; // milliseconds for an answer, of the engine or of the database
const state = `${table}Sync`; // a row a consumer: whose copy the documents are, and how far
const schema = [
  [table, { product_id: 'ShortText', available: 'Int64', backorderable: 'Bool', tracked: 'Bool', levels: 'Int32', seq: 'Int64', synced_at: 'Time' }],
  [state, { life: 'ShortText', seq: 'Int64' }],
];
const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => stop.abort());
const pause = (ms) => sleep(ms, null, { signal: stop.signal }).catch(() => {});

// A command of Groonga; with documents it is sent as a POST. Its result, or an error with the engine's code.
async function groonga(command, options, documents) {
  const parameters = new URLSearchParams({ command_version: 3, output_errors: 'yes', ...options });
  const response = await fetch(`${engine}/d/${command}?${parameters}`, {
    signal: AbortSignal.timeout(timeout),
    ...(documents && { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(documents) }),
  });
  const { header, body } = await response.json();
  const failed = header.return_code !== 0 ? header.error : body.errors?.find((error) => error.return_code !== 0);
  if (failed) throw Object.assign(new Error(`${command}: ${failed.message}`), { code: header.return_code });
  return body;
}

// Creates what is not there. If a part was missing, the documents are not taken for complete.
async function prepare() {
  const isThere = (error) => { if (!error.message.includes('already used name')) throw error; };
  const ensure = (command, options) => groonga(command, options).then(() => true, isThere);
  let created = false;
  for (const [name, columns] of schema) {
    if (await ensure('table_create', { name, flags: 'TABLE_HASH_KEY', key_type: 'ShortText' })) created = true;
    for (const [column, type] of Object.entries(columns))
      if (await ensure('column_create', { table: name, name: column, flags: 'COLUMN_SCALAR', type })) created = true;
  }
  if (created) await groonga('delete', { table: state, filter: 'true' });
}

async function transaction(db, work) {
  await db.query('BEGIN');
  const result = await work();
  await db.query('COMMIT');
  return result;
}

// Which copy this consumer fills: another one if the consumer was made anew, or if the database is a restored,
// promoted or copied one. And how far the consumer is.
async function position(db) {
  const { rows } = await db.query(
    `SELECT c.seq, concat_ws('/', extract(epoch FROM c.created_at), f.system_identifier, f.database_id, f.extension_id, f.timeline) AS life
     FROM inventory.consumers AS c LEFT JOIN inventory.feed AS f ON true WHERE c.consumer_id = $1`, [consumer]);
  return rows[0];
}

// Whether the engine has what the consumer has acknowledged. Not if it is new, was emptied, or was put back.
async function isComplete(db) {
  const { life, seq } = await position(db); // before the engine, which is never behind
  try {
    await groonga('select', { table, limit: 0 });
    const found = await groonga('select', { table: state, filter: `_key == ${JSON.stringify(consumer)}`, output_columns: 'life, seq' });
    return found.records.some((row) => row[0] === life && BigInt(row[1]) >= BigInt(seq));
  } catch (error) {
    if (error.code === -22) return false; // there is no such table
    throw error;
  }
}

// Begins from the start: the tables, the consumer, no document of a variant that the database has never heard of.
async function rebuild(db) {
  await transaction(db, async () => {
    await db.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`search-sync ${consumer}`]);
    if (await isComplete(db)) return; // another process has done it
    console.log(`loading everything into ${table} at ${engine}`);
    await db.query('SELECT inventory.drop_consumer($1)', [consumer]);
    await db.query("SELECT inventory.create_consumer($1, 'changes', true)", [consumer]);
    await prepare();
    const { records } = await groonga('select', { table, output_columns: '_key', limit: -1 });
    const unknown = await db.query(
      'SELECT k FROM unnest($1::text[]) AS k WHERE NOT EXISTS (SELECT FROM inventory.changes WHERE variant_id = k)', [records.flat()]);
    for (const { k } of unknown.rows) await groonga('delete', { table, key: k });
    await groonga('load', { table: state }, [{ _key: consumer, life: (await position(db)).life, seq: 0 }]);
  });
}

// Loads a batch. A request of a process that has lost its lock may come late: it changes no newer document.
async function load(changes) {
  const last = changes.at(-1).seq;
  const ifexists = `seq <= ${last}`;
  const synced_at = Date.now() / 1000;
  await groonga('load', { table, ifexists, lock_table: 'yes' }, changes.map((row) => ({
    _key: row.variant_id, product_id: row.product_id ?? '', available: row.available ?? 0, backorderable: row.backorderable,
    tracked: row.tracked ?? true, levels: row.levels, seq: row.seq, synced_at,
  })));
  await groonga('load', { table: state, ifexists, lock_table: 'yes' }, [{ _key: consumer, seq: last }]);
  await groonga('io_flush', {}); // what is acknowledged outlives a power cut
  return last;
}

let checked = 0; // when the engine was last found complete

// One turn; whether there was something to do.
async function turn(db) {
  const { rows } = await db.query('SELECT FROM inventory.read_changes($1, 1)', [consumer]); // by itself it collects
  if (rows.length === 0 && Date.now() - checked < check) return false;
  const complete = await transaction(db, async () => {
    const { rows: changes } = await db.query('SELECT * FROM inventory.read_changes($1, $2)', [consumer, batch]);
    if (changes.length === 0) await db.query('SELECT inventory.acknowledge($1, 0)', [consumer]); // locks it
    if (!(await isComplete(db))) return false;
    if (changes.length > 0) await db.query('SELECT inventory.acknowledge($1, $2)', [consumer, await load(changes)]);
    if (changes.length === 0) await groonga('delete', { table, filter: `levels == 0 && synced_at < ${Date.now() / 1000 - grace}` });
    return true;
  });
  if (!complete) await rebuild(db);
  else if (rows.length === 0) checked = Date.now();
  return rows.length > 0 || !complete;
}

async function main() {
  while (!stop.signal.aborted) {
    const db = new Client({ application_name: 'search-sync', connectionTimeoutMillis: timeout, query_timeout: timeout });
    db.on('error', () => {}); // the next statement fails too
    try {
      await db.connect();
      await db.query("SET default_transaction_isolation = 'read committed'; SET idle_in_transaction_session_timeout = '5min'");
      await db.query("SELECT inventory.create_consumer($1, 'changes')", [consumer]);
      await prepare();
      while (!stop.signal.aborted) if (!(await turn(db))) await pause(poll);
    } catch (error) {
      console.error(`${error.message}${error.cause ? `: ${error.cause.message}` : ''}`);
      await pause(retry);
    } finally {
      await Promise.race([db.end().catch(() => {}), sleep(retry)]);
    }
  }
}

main().then(() => process.exit(0)); // whatever else is open
