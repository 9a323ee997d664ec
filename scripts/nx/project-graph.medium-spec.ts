import { createProjectGraphAsync, type ProjectGraph } from '@nx/devkit';
import { beforeAll, describe, expect, it } from 'vitest';

let graph: ProjectGraph;
beforeAll(async () => {
  process.env['NX_DAEMON'] = 'false';
  graph = await createProjectGraphAsync({ exitOnError: false });
});

const neighbours = (name: string) =>
  (graph.dependencies[name] ?? []).map(({ target }) => target).filter((target) => target.startsWith('@gatehouse/'));

function findCircle(
  name: string,
  path: readonly string[] = [],
  done = new Set<string>(),
): readonly string[] | undefined {
  if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
  if (done.has(name)) return undefined;
  for (const next of neighbours(name)) {
    const circle = findCircle(next, [...path, name], done);
    if (circle) return circle;
  }
  done.add(name);
  return undefined;
}

describe('the project graph', () => {
  it('sees imports: without them a build would be taken from the cache after its libs have changed', () => {
    expect(neighbours('@gatehouse/api')).toContain('@gatehouse/uploads');
    expect(neighbours('@gatehouse/uploads')).toContain('@gatehouse/contracts');
    expect(neighbours('@gatehouse/contracts')).toEqual([]);
    expect(neighbours('@gatehouse/testing')).toContain('@gatehouse/local-servers');
    expect(neighbours('@gatehouse/cli')).toEqual(
      expect.arrayContaining(['@gatehouse/migrations', '@gatehouse/reports']),
    );
  });

  it('has no circle, tests included', () => {
    for (const name of Object.keys(graph.nodes)) expect(findCircle(name)).toBeUndefined();
  });

  it('gives every project its layer and its scope by where it stands', () => {
    const tags = (name: string) => graph.nodes[name]?.data.tags?.filter((tag) => !tag.startsWith('npm:'));
    expect(tags('@gatehouse/contracts')).toEqual(['layer:contracts', 'scope:contracts']);
    expect(tags('@gatehouse/crypto')).toEqual(['layer:plain', 'scope:crypto']);
    expect(tags('@gatehouse/audit-bundle')).toEqual(['layer:plain', 'scope:audit-bundle']);
    expect(tags('@gatehouse/redis')).toEqual(['layer:platform', 'scope:redis']);
    expect(tags('@gatehouse/audit')).toEqual(['layer:domain', 'scope:audit']);
    expect(tags('@gatehouse/local-servers')).toEqual(['layer:platform', 'scope:local-servers']);
    expect(tags('@gatehouse/migrations')).toEqual(['layer:migrations', 'scope:migrations']);
    expect(tags('@gatehouse/reports')).toEqual(['layer:reports', 'scope:reports']);
    expect(tags('@gatehouse/admin')).toEqual(['layer:spa', 'scope:admin']);
    expect(tags('@gatehouse/api')).toEqual(['layer:app', 'scope:api']);
  });
});
