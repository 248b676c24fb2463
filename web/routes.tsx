import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { readFirstStepsContract } from "../server/modules/admin/operations.contract.ts";
import { readCustomerContract } from "../server/modules/customers/customer.contract.ts";
import { listFieldsContract } from "../server/modules/customers/fields.contract.ts";
import { readMyLayoutContract } from "../server/modules/customers/own/layout.contract.ts";
import { listViewsContract } from "../server/modules/customers/view.contract.ts";
import { listColleaguesContract } from "../server/modules/people/people.contract.ts";
import { client } from "./api/client.ts";
import { prefetch, reading } from "./api/queries.ts";
import { Frame } from "./frame/Frame.tsx";
import { meet } from "./frame/me.ts";
import { NotFound, RouteProblem } from "./frame/RouteProblem.tsx";
import { readDuplicatesSearch } from "./modules/customers/duplicates/search.ts";
import { firstPage, viewsQuery } from "./modules/customers/list/page.ts";
import { isSaved, type ListSearch, readListSearch } from "./modules/customers/list/search.ts";
import { readMovementSearch } from "./modules/customers/movements/search.ts";
import { readRecordSearch } from "./modules/customers/record/search.ts";
import { firstInteractions } from "./modules/customers/record/timeline.ts";
import { readPassageSearch } from "./modules/search/search.ts";
import { readSettingsSearch } from "./modules/settings/search.ts";
import { readTaskSearch } from "./modules/tasks/search.ts";
import { needStrings } from "./text/locale.ts";
import { Skeleton } from "./ui/Skeleton.tsx";

const root = createRootRouteWithContext<Record<never, never>>()({
  component: Frame,
  errorComponent: RouteProblem,
  notFoundComponent: NotFound,
  beforeLoad: meet,
});

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/customers" });
  },
});

const customers = createRoute({
  getParentRoute: () => root,
  path: "/customers",
  validateSearch: readListSearch,
  loaderDeps: ({ search }): ListSearch => search,
  loader: async ({ deps }) => {
    void client.prefetchQuery(reading(listColleaguesContract, {}));
    const fields = client.prefetchQuery(reading(listFieldsContract, {}));
    const views = client.ensureQueryData(reading(listViewsContract, viewsQuery)).catch(() => undefined);
    if (isSaved(deps.view)) await views;
    void client.prefetchInfiniteQuery(firstPage(deps));
    await Promise.all([fields, needStrings("filter", "list")]);
  },
  component: lazyRouteComponent(() => import("./modules/customers/list/ListPage.tsx"), "ListPage"),
});

const customer = createRoute({
  getParentRoute: () => root,
  path: "/customers/$customerId",
  validateSearch: readRecordSearch,
  loaderDeps: ({ search }) => search,
  loader: async ({ params, deps }) => {
    prefetch(client, listColleaguesContract, {});
    prefetch(client, listFieldsContract, {});
    prefetch(client, readMyLayoutContract, {});
    void client.prefetchInfiniteQuery(firstInteractions(params.customerId, deps));
    await Promise.all([
      needStrings("relations"),
      client.ensureQueryData(reading(readCustomerContract, { params: { customerId: params.customerId } })),
      client.ensureQueryData(reading(readCustomerContract, { params: { customerId: params.customerId } })),
      needStrings("tasks", "filter", "recordings"),
    ]);
  },
  component: lazyRouteComponent(() => import("./modules/customers/record/RecordPage.tsx"), "RecordPage"),
});

const bin = createRoute({
  getParentRoute: () => root,
  path: "/bin",
  component: lazyRouteComponent(() => import("./modules/customers/bin/BinPage.tsx"), "BinPage"),
});

const duplicates = createRoute({
  getParentRoute: () => root,
  path: "/duplicates",
  validateSearch: readDuplicatesSearch,
  loader: () => needStrings("duplicates"),
  component: lazyRouteComponent(() => import("./modules/customers/duplicates/DuplicatesPage.tsx"), "DuplicatesPage"),
});

const exports = createRoute({
  getParentRoute: () => root,
  path: "/exports",
  loader: () => needStrings("exports"),
  component: lazyRouteComponent(() => import("./modules/customers/exports/ExportsPage.tsx"), "ExportsPage"),
});

const notices = createRoute({
  getParentRoute: () => root,
  path: "/notices",
  validateSearch: ({ unread }: Record<string, unknown>): { unread?: string } => (unread ? { unread: "1" } : {}),
  component: lazyRouteComponent(() => import("./modules/notices/NoticesPage.tsx"), "NoticesPage"),
});

const tasks = createRoute({
  getParentRoute: () => root,
  path: "/tasks",
  validateSearch: readTaskSearch,
  loader: async () => {
    prefetch(client, listColleaguesContract, {});
    await needStrings("tasks", "list");
  },
  component: lazyRouteComponent(() => import("./modules/tasks/TasksPage.tsx"), "TasksPage"),
});

const search = createRoute({
  getParentRoute: () => root,
  path: "/search",
  validateSearch: readPassageSearch,
  component: lazyRouteComponent(() => import("./modules/search/SearchPage.tsx"), "SearchPage"),
});

const pools = createRoute({
  getParentRoute: () => root,
  path: "/pools",
  loader: () => needStrings("pools"),
  component: lazyRouteComponent(() => import("./modules/customers/pools/PoolsPage.tsx"), "PoolsPage"),
});

const movements = createRoute({
  getParentRoute: () => root,
  path: "/movements",
  validateSearch: readMovementSearch,
  loader: () => needStrings("movements"),
  component: lazyRouteComponent(() => import("./modules/customers/movements/MovementsPage.tsx"), "MovementsPage"),
});

const imports = createRoute({
  getParentRoute: () => root,
  path: "/imports/$",
  loader: () => needStrings("imports"),
  component: lazyRouteComponent(() => import("./modules/imports/ImportsPage.tsx"), "ImportsPage"),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings/$",
  validateSearch: readSettingsSearch,
  loader: async ({ params }) => {
    const { prefetchPage } = await import("./modules/settings/pages.ts");
    prefetchPage(params._splat);
    await needStrings("settings");
  },
  component: lazyRouteComponent(() => import("./modules/settings/SettingsPage.tsx"), "SettingsPage"),
});

const settingsHome = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  beforeLoad: () => {
    throw redirect({ to: "/settings/$", params: { _splat: "me" } });
  },
});

const firstSteps = createRoute({
  getParentRoute: () => root,
  path: "/first-steps",
  loader: async () => {
    await needStrings("settings");
    await client.ensureQueryData(reading(readFirstStepsContract, {}));
  },
  component: lazyRouteComponent(() => import("./modules/settings/FirstStepsPage.tsx"), "FirstStepsPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    customers,
    customer,
    bin,
    duplicates,
    exports,
    notices,
    tasks,
    search,
    pools,
    movements,
    imports,
    settings,
    settingsHome,
    firstSteps,
  ]),
  context: {},
  defaultPreload: "intent",
  defaultPreloadDelay: 60,
  defaultPendingMs: 100,
  defaultPendingComponent: Pending,
  defaultErrorComponent: RouteProblem,
  defaultNotFoundComponent: NotFound,
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch,
});

function Pending() {
  return <Skeleton />;
}

/** Addresses that people can read and send: plain words; only a filter is JSON. */
function stringifySearch(search: Record<string, unknown>): string {
  const known = Object.entries(search).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(known.map(([name, value]) => [name, String(value)])).toString();
  return text ? `?${text}` : "";
}

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
