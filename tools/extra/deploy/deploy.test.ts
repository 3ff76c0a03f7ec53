import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, test } from 'node:test';
import { parse, parseAllDocuments } from 'yaml';

/**
 * The files of `deploy/` against the linters and schemas of what they are for: hadolint, dclint with the schema of the
 * Compose specification, and the schemas of Kubernetes without unknown fields. `npm run test:deploy` installs them.
 */
const ROOT = join(import.meta.dirname, '../../..');
const PYTHON_TOOLS = join(ROOT, 'tools/extra/node_modules/.python');
const COMPOSE = join(ROOT, 'deploy/compose/compose.yaml');
/** The oldest that has all that the manifests use, and a new one. */
const KUBERNETES_VERSIONS = ['1.30.0', '1.37.0'];

const manifests = globSync('deploy/kubernetes/*.yaml', { cwd: ROOT }).filter(
  (path) => !path.endsWith('kustomization.yaml'),
);
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

function run(command: string, args: readonly string[]): { readonly status: number | null; readonly output: string } {
  const path = `${join(PYTHON_TOOLS, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`;
  const { status, stdout, stderr, error } = spawnSync(command, [...args], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, PATH: path, PYTHONPATH: PYTHON_TOOLS },
  });
  assert.equal(error, undefined, `${command} is missing: "npm run test:deploy" installs it`);
  return { status, output: `${stdout}${stderr}` };
}

test('the Dockerfile has nothing that hadolint complains about', () => {
  assert.deepEqual(run('hadolint', ['deploy/docker/Dockerfile']), { status: 0, output: '' });
});

describe('compose.yaml', () => {
  test('is what the Compose specification allows, and dclint has no complaint', () => {
    const rules = join(import.meta.dirname, 'compose-rules.json');
    const linter = join(ROOT, 'tools/extra/node_modules/dclint/bin/dclint.cjs');
    const { status, output } = run(process.execPath, [linter, '--max-warnings', '0', '-c', rules, COMPOSE]);
    assert.equal(status, 0, output);
  });

  test('processes of ours wait for the schema and the bucket, run as nobody special and write to memory only', () => {
    const { services } = parse(readFileSync(COMPOSE, 'utf8'), { merge: true });
    for (const name of ['api', 'worker']) {
      const { depends_on: after, ...service } = services[name];
      assert.equal(after.migrate.condition, 'service_completed_successfully');
      assert.equal(after.bucket.condition, 'service_completed_successfully');
      assert.deepEqual(service.command, ['serve', '--role', name]);
      assert.deepEqual([service.read_only, service.cap_drop], [true, ['ALL']]);
      assert.equal(service.healthcheck.test.at(-1), '/readyz');
    }
    assert.match(services.api.ports[0], /^127\.0\.0\.1:/, 'the operator’s API is not for the network');
  });

  test('asks for every variable it cannot do without, and env.example has them all', () => {
    const asked = new Set([...readFileSync(COMPOSE, 'utf8').matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name));
    const example = read('deploy/compose/env.example');
    assert.ok(asked.size >= 3);
    for (const name of [...asked, 'RIVYA_SECRET', 'RIVYA_ADMIN_TOKEN'])
      assert.match(example, new RegExp(`^${name}=`, 'm'));
  });
});

type Manifest = ReturnType<typeof readManifests>[number];

function readManifests() {
  return manifests.flatMap((path) => parseAllDocuments(read(path)).map((document) => document.toJS()));
}

const ofKind = (kind: string): Manifest[] => readManifests().filter((manifest) => manifest.kind === kind);

describe('the Kubernetes manifests', () => {
  for (const version of KUBERNETES_VERSIONS) {
    test(`are what Kubernetes ${version} knows, with no field it does not`, () => {
      const { status, output } = run('python3', ['-m', 'kubernetes_validate', '--strict', '-k', version, ...manifests]);
      assert.equal(status, 0, output);
      assert.equal(output.match(/ passed for resource /g)?.length, readManifests().length, output);
    });
  }

  test('a field that Kubernetes does not know would have been found', () => {
    const broken = join(import.meta.dirname, 'broken.fixture.yaml');
    assert.notEqual(run('python3', ['-m', 'kubernetes_validate', '--strict', broken]).status, 0);
  });

  test('every selector finds the pods it is meant for', () => {
    const deployments = ofKind('Deployment');
    const podLabels = deployments.map(({ spec }) => spec.template.metadata.labels);
    const findsOne = (selector: object) =>
      podLabels.filter((labels) => Object.entries(selector).every(([name, value]) => labels[name] === value)).length ===
      1;
    for (const { spec } of [...deployments, ...ofKind('PodDisruptionBudget')])
      assert.ok(findsOne(spec.selector.matchLabels));
    for (const { spec } of ofKind('Service')) assert.ok(findsOne(spec.selector));
    const [{ spec }] = ofKind('HorizontalPodAutoscaler');
    assert.ok(deployments.some(({ metadata }) => metadata.name === spec.scaleTargetRef.name));
  });

  test('processes are probed, bounded, never root, and cannot write but to their own folders', () => {
    const pods = [...ofKind('Deployment'), ...ofKind('Job')].map(({ kind, spec }) => ({ kind, ...spec.template.spec }));
    assert.equal(pods.length, 3);
    for (const { kind, securityContext, enableServiceLinks, containers } of pods) {
      assert.equal(securityContext.runAsNonRoot, true);
      assert.equal(enableServiceLinks, false, 'a Service named rivya would set RIVYA_PORT');
      const [container] = containers;
      assert.equal(container.securityContext.readOnlyRootFilesystem, true);
      assert.equal(container.securityContext.allowPrivilegeEscalation, false);
      assert.ok(container.resources.limits.memory && container.resources.requests.cpu);
      if (kind === 'Job') continue;
      const paths = ['startupProbe', 'livenessProbe', 'readinessProbe'].map((probe) => container[probe].httpGet.path);
      assert.deepEqual(paths, ['/healthz', '/healthz', '/readyz']);
    }
  });

  test('the way in leads to the public paths only', () => {
    const [{ spec }] = ofKind('Ingress');
    const paths: readonly string[] = spec.rules[0].http.paths.map(({ path }: { path: string }) => path);
    for (const inside of ['/admin/v1/accounts', '/metrics', '/readyz', '/healthz']) {
      assert.ok(!paths.some((path) => inside.startsWith(path)), inside);
    }
  });

  test('kustomization.yaml names every file that is meant to be applied', () => {
    const { resources } = parse(read('deploy/kubernetes/kustomization.yaml'));
    const optional = ['ingress.yaml', 'secret.example.yaml'];
    const files = manifests.map((path) => path.split('/').at(-1) ?? path).filter((name) => !optional.includes(name));
    assert.deepEqual([...resources].sort(), files.sort());
  });
});
