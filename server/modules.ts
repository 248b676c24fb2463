import { adminRoutes, type NodeFacts } from "./modules/admin/index.ts";
import { calendarJobs, calendarRoutes } from "./modules/calendar/index.ts";
import { customerJobs, customerReactions, customerRoutes, passagesAreIndexed } from "./modules/customers/index.ts";
import { peopleJobs, peopleRoutes, sessionRoutes } from "./modules/people/index.ts";
import { callbackJobs, voiceJobs, voiceRoutes } from "./modules/voice/index.ts";
import type { Reaction } from "./platform/event/reaction.ts";
import { sweepFiles } from "./platform/file/keep.ts";
import type { Route } from "./platform/http/route.ts";
import type { Job } from "./platform/job/worker.ts";
import { isPermission } from "./platform/permission/registry.ts";

/** Everything the modules bring. A contract with a permission that nobody declares stops the boot. */
export function gather(node: NodeFacts): { routes: Route[]; jobs: Job[]; reactions: Reaction[] } {
  const routes = [
    ...sessionRoutes(node.version),
    ...peopleRoutes,
    ...customerRoutes,
    ...calendarRoutes,
    ...voiceRoutes(node),
    ...adminRoutes(node),
  ];
  for (const { contract } of routes) {
    const known =
      contract.permission === "public" || contract.permission === "signed_in" || isPermission(contract.permission);
    if (!known)
      throw new Error(`${contract.method} ${contract.path} asks for ${contract.permission}, which no module declares`);
  }
  return {
    routes,
    jobs: [
      { name: "sweep_files", run: (house) => sweepFiles(house) },
      ...[...peopleJobs, ...customerJobs, ...calendarJobs, ...voiceJobs, ...callbackJobs],
    ],
    reactions: [...customerReactions, passagesAreIndexed()],
  };
}
