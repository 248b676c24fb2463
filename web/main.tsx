import "./theme/tokens.css";
import "./theme/base.css";
import "./ui/ui.css";
import "./frame/frame.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { readMeContract } from "../server/modules/people/session.contract.ts";
import { client } from "./api/client.ts";
import { reading } from "./api/queries.ts";
import { followNotifications } from "./modules/notices/push/follow.ts";
import { router } from "./routes.tsx";
import { startText } from "./text/locale.ts";
import { AntTheme } from "./theme/AntTheme.tsx";

// Wanted first of all, and none of the others: who is signed in, the words, and the code of the page most begin with.
void client.prefetchQuery(reading(readMeContract, {}));
if (/^\/(customers)?$/.test(location.pathname))
  void import("./modules/customers/list/ListPage.tsx").catch(() => undefined);
await startText(["frame", "problem", "blocked", "conflict", "customers"]);

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <AntTheme>
        <RouterProvider router={router} />
      </AntTheme>
    </QueryClientProvider>
  </StrictMode>,
);

followNotifications();
// Whether notices ring here may be asked late: they are for pages that are closed.
setTimeout(
  () => void import("./modules/notices/push/start.ts").then((push) => push.startPush()).catch(() => undefined),
  2500,
);

// Ctrl K should open at once: its code comes when the first page has settled.
// Fetched ahead of the first Ctrl K. Leaving the page cuts it off, and then it is fetched when it is wanted.
setTimeout(() => void import("./palette/Palette.tsx").catch(() => undefined), 1500);
