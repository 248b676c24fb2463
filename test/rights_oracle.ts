import type { FuzzCustomer, FuzzGrant, FuzzUser, World } from "./rights_world.ts";

/**
 * The rules of rights once more, written naively over plain objects and without a look at the compiler: what it
 * says and what the product does must never differ.
 */
export interface Oracle {
  /** May the user do this with the customer at all? */
  reaches(user: number, action: string, customer: FuzzCustomer): boolean;
  /** Is this field of this customer open? */
  opens(user: number, action: string, customer: FuzzCustomer, field: string): boolean;
  /** Does any grant open the field on any row? */
  everOpens(user: number, action: string, field: string): boolean;
  /** Is a number of this customer shown as it is, and not masked? What reading masks is exported masked. */
  shows(user: number, action: string, customer: FuzzCustomer): boolean;
  ever(user: number, action: string): boolean;
  seesClientFact(user: number, client: number | null): boolean;
}

export function oracleOf(world: World): Oracle {
  const userOf = (index: number): FuzzUser => world.users[index]!;
  const of = (user: number, action: string): FuzzGrant[] =>
    userOf(user).grants.filter((grant) => grant.object === "customer" && grant.action === action);

  function isAtOrBelow(team: number, top: number): boolean {
    let at: number | null = team;
    while (at !== null) {
      if (at === top) return true;
      at = world.teams[at]!.parent;
    }
    return false;
  }

  function grantReaches(user: number, grant: FuzzGrant, customer: FuzzCustomer): boolean {
    const me = userOf(user);
    if (grant.scope === "all") return true;
    if (grant.scope === "own") return customer.owner === user;
    if (grant.scope === "team") return me.team !== null && customer.team === me.team;
    if (grant.scope === "team_tree")
      return me.team !== null && customer.team !== null && isAtOrBelow(customer.team, me.team);
    if (grant.scope === "client") return customer.clients.some((client) => me.clients.includes(client));
    return customer.shares.some(
      (share) => share.user === user || (share.team !== null && me.team !== null && isAtOrBelow(me.team, share.team)),
    );
  }

  function isBehindWall(user: number, customer: FuzzCustomer): boolean {
    const me = userOf(user);
    return me.access === "listed" && !customer.clients.some((client) => me.clients.includes(client));
  }

  const opens: Oracle["opens"] = (user, action, customer, field) =>
    !isBehindWall(user, customer) &&
    of(user, action).some(
      (grant) => grantReaches(user, grant, customer) && (grant.fields === null || grant.fields.includes(field)),
    );

  return {
    reaches: (user, action, customer) =>
      !isBehindWall(user, customer) && of(user, action).some((grant) => grantReaches(user, grant, customer)),
    opens,
    shows: (user, action, customer) =>
      opens(user, action, customer, "phone") &&
      opens(user, action, customer, "phone_whole") &&
      (opens(user, "read", customer, "phone_whole") || !opens(user, "read", customer, "phone")),
    everOpens: (user, action, field) =>
      of(user, action).some((grant) => grant.fields === null || grant.fields.includes(field)),
    ever: (user, action) => of(user, action).length > 0,
    seesClientFact: (user, client) =>
      client === null || userOf(user).access === "all" || userOf(user).clients.includes(client),
  };
}
