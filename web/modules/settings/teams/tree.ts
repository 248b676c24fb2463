export interface TeamNode {
  id: string;
  name: string;
  parent_id: string | null;
  user_count: number;
}

export interface Branch<T extends { id: string; parent_id: string | null }> {
  team: T;
  depth: number;
  /** Ids of the team itself and all below it: none of them can become its parent. */
  below: ReadonlySet<string>;
  hasChildren: boolean;
}

/** Teams in the order of the tree, each after the team it belongs to, neighbours as they came. */
export function branchesOf<T extends { id: string; parent_id: string | null }>(teams: readonly T[]): Branch<T>[] {
  const known = new Set(teams.map((team) => team.id));
  const children = Map.groupBy(teams, (team) => (team.parent_id && known.has(team.parent_id) ? team.parent_id : ""));
  return walk("", 0);

  function walk(parent: string, depth: number): Branch<T>[] {
    return (children.get(parent) ?? []).flatMap((team) => {
      const under = walk(team.id, depth + 1);
      const below = new Set([team.id, ...under.map((one) => one.team.id)]);
      return [{ team, depth, below, hasChildren: under.length > 0 }, ...under];
    });
  }
}
