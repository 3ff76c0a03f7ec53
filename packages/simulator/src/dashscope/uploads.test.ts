import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawPicture } from '../pictures/testing.ts';
import { type Ask, type Client, imageRequest, open } from './testing.ts';

const RESOLVE = { headers: { 'x-dashscope-ossresourceresolve': 'enable' } };
const policyOf = async (client: Client, ask: Ask = {}) =>
  (await client.ask('/uploads?action=getPolicy&model=wan2.7-image-pro', ask)).json.data ?? assert.fail('no policy');

/** The documented form for a policy; a change of undefined leaves a field out. */
function formOf(
  policy: Readonly<Record<string, unknown>>,
  file: Uint8Array,
  changes: Readonly<Record<string, string | undefined>> = {},
) {
  const fields: Readonly<Record<string, unknown>> = {
    OSSAccessKeyId: policy['oss_access_key_id'],
    Signature: policy['signature'],
    policy: policy['policy'],
    key: `${policy['upload_dir']}/a.png`,
    'x-oss-object-acl': policy['x_oss_object_acl'],
    'x-oss-forbid-overwrite': policy['x_oss_forbid_overwrite'],
    success_action_status: '200',
    'x-oss-content-type': 'image/png',
    ...changes,
  };
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.set(name, String(value));
  form.set('file', new Blob([new Uint8Array(file)], { type: 'image/png' }), 'a.png');
  return form;
}

async function upload(
  policy: Readonly<Record<string, unknown>>,
  form: FormData,
  headers: Readonly<Record<string, string>> = {},
) {
  const response = await fetch(String(policy['upload_host']), { method: 'POST', body: form, headers });
  return { status: response.status, text: await response.text() };
}

test('policy, upload, use: oss:// works with the resolve header', async (t) => {
  const client = await open(t);
  const policy = await policyOf(client);
  assert.equal(policy['expire_in_seconds'], 300);
  assert.notEqual(new URL(String(policy['upload_host'])).port, new URL(client.simulator.baseUrl).port);
  const uploaded = await upload(policy, formOf(policy, await drawPicture(300, 300)));
  assert.deepEqual(uploaded, { status: 200, text: '' });
  const request = imageRequest([`oss://${policy['upload_dir']}/a.png`]);
  assert.equal((await client.submit(request)).json.code, 'InvalidURL');
  assert.equal((await client.submit(request, RESOLVE)).status, 200);
  assert.equal(client.simulator.tasks()[0]?.references, 1);
  assert.deepEqual(
    { ...client.simulator.requests() },
    { submit: 2, query: 0, list: 0, cancel: 0, policy: 1, upload: 1, result: 0 },
  );
});

test('an upload belongs to one account and one model, for 48 hours', async (t) => {
  let nowMs = Date.now();
  const client = await open(t, { now: () => nowMs });
  const policy = await policyOf(client);
  await upload(policy, formOf(policy, await drawPicture(300, 300)));
  const link = `oss://${policy['upload_dir']}/a.png`;
  const foreign = client.simulator.addAccount().key;
  const denied = "Don't have authorization to access the media resource during the data inspection process";
  const missing = 'Unable to download the media resource during the data inspection process.';
  const refusal = async (image: string, ask: Ask, model?: string) => {
    const { json } = await client.submit(imageRequest([image], { n: 1 }, model), { ...RESOLVE, ...ask });
    return [json.code, json.message];
  };
  assert.deepEqual(await refusal(link, { key: foreign }), ['InvalidParameter.DataInspection', denied]);
  assert.deepEqual(await refusal(link, {}, 'wan2.7-image'), ['InvalidParameter.DataInspection', denied]);
  assert.deepEqual(await refusal(`${link}x`, {}), ['InvalidParameter.DataInspection', missing]);
  nowMs += 48 * 3_600_000;
  assert.deepEqual(await refusal(link, {}), ['InvalidParameter.DataInspection', missing]);
});

test('what is uploaded is checked like every image', async (t) => {
  const client = await open(t);
  const policy = await policyOf(client);
  await upload(policy, formOf(policy, await drawPicture(300, 300, 'png', 4)));
  const answer = await client.submit(imageRequest([`oss://${policy['upload_dir']}/a.png`]), RESOLVE);
  assert.equal(answer.json.message, 'PNG images with an alpha channel are not supported');
});

test('wrong forms are refused with object storage’s words', async (t) => {
  const client = await open(t);
  const policy = await policyOf(client);
  const png = await drawPicture(300, 300);
  const other = await policyOf(client);
  const rows: readonly (readonly [Readonly<Record<string, string | undefined>>, number, RegExp])[] = [
    [{ OSSAccessKeyId: 'LTAIx' }, 403, /InvalidAccessKeyId/],
    [{ Signature: 'x' }, 403, /SignatureDoesNotMatch/],
    [{ policy: String(other['policy']) }, 403, /SignatureDoesNotMatch/],
    [{ policy: undefined }, 403, /SignatureDoesNotMatch/],
    [{ key: 'elsewhere/a.png' }, 403, /AccessDenied.*starts-with/s],
    [{ key: `${policy['upload_dir']}/` }, 403, /AccessDenied.*starts-with/s],
    [{ 'x-oss-object-acl': 'public-read' }, 403, /AccessDenied.*x-oss-object-acl/s],
    [{ 'x-oss-forbid-overwrite': undefined }, 403, /AccessDenied.*x-oss-forbid-overwrite/s],
    [{ success_action_status: undefined }, 403, /AccessDenied.*success_action_status/s],
    [{ model: 'wan2.7-image-pro' }, 403, /Extra input fields: model/],
  ];
  for (const [changes, status, text] of rows) {
    const answer = await upload(policy, formOf(policy, png, changes));
    assert.equal(answer.status, status, JSON.stringify(changes));
    assert.match(answer.text, text);
  }
  const late = formOf(policy, png);
  late.set('key2', 'after the file');
  assert.match((await upload(policy, late)).text, /MalformedPOSTRequest/);
  const plain = await fetch(client.simulator.uploadOrigin, { method: 'POST', body: 'x' });
  assert.equal(plain.status, 400);
  await plain.text();
});

test('a key is written once, and a policy ends after 300 seconds', async (t) => {
  let nowMs = Date.now();
  const client = await open(t, { now: () => nowMs });
  const policy = await policyOf(client);
  const png = await drawPicture(300, 300);
  assert.equal((await upload(policy, formOf(policy, png))).status, 200);
  const again = await upload(policy, formOf(policy, png));
  assert.equal(again.status, 409);
  assert.match(again.text, /FileAlreadyExists/);
  nowMs += 300_000;
  const late = await upload(policy, formOf(policy, png, { key: `${policy['upload_dir']}/b.png` }));
  assert.equal(late.status, 403);
  assert.match(late.text, /Invalid according to Policy: Policy expired\./);
});

test('a policy is for a model that exists', async (t) => {
  const client = await open(t);
  const message = async (query: string) => (await client.ask(`/uploads${query}`)).json.message;
  assert.equal(await message('?action=getPolicy&model=wan2.5'), 'Model not exist.');
  assert.equal(await message('?action=getPolicy'), 'The query must be action=getPolicy and model');
  assert.equal(await message('?action=get&model=wan2.7-image'), 'The query must be action=getPolicy and model');
});

test('a key that reaches the upload host is noted', async (t) => {
  const client = await open(t);
  const policy = await policyOf(client);
  await upload(policy, formOf(policy, await drawPicture(300, 300)));
  assert.deepEqual(client.simulator.leaks(), []);
  await upload(policy, formOf(policy, await drawPicture(300, 300)), { authorization: 'Bearer x' });
  assert.deepEqual(client.simulator.leaks(), ['POST / at the upload host carried an Authorization header']);
});
