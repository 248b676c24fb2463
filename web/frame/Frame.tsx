import { Outlet, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { watched } from "../modules/customers/exports/exports.ts";
import { needStrings } from "../text/locale.ts";
import { Toaster } from "../ui/Toaster.tsx";
import { undoLast } from "../ui/toasts.ts";
import { KeyMap } from "./KeyMap.tsx";
import { useKeys } from "./keys.ts";
import { useCan } from "./me.ts";
import { OfflineBar } from "./OfflineBar.tsx";
import { keyMap, palette } from "./open.ts";
import { Rail } from "./Rail.tsx";
import { TopBar } from "./TopBar.tsx";

const ExportNotices = lazy(async () => {
  await needStrings("exports");
  return await import("../modules/customers/exports/ExportNotices.tsx");
});
const Telephone = lazy(async () => {
  await needStrings("phone", "tasks");
  return await import("../modules/phone/Telephone.tsx");
});
const Palette = lazy(() => import("../palette/Palette.tsx"));

/** What stands on every page: rail, top bar, the page, and what floats over it. */
export function Frame() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const can = useCan();
  const isPaletteOpen = palette.use();
  const isKeyMapOpen = keyMap.use();
  const hasExports = watched.use().length > 0;
  useKeys("everywhere", {
    "mod+k": () => palette.set(!palette.get()),
    "?": () => keyMap.set(true),
    "g c": () => void navigate({ to: "/customers" }),
    "g t": () => void navigate({ to: "/tasks" }),
    "g s": () => void navigate({ to: "/settings" }),
    "mod+z": () => undoLast(),
  });
  return (
    <div className="app">
      <a className="skip" href="#main">
        {t("frame.skip")}
      </a>
      <Rail />
      <TopBar />
      <main className="main" id="main" tabIndex={-1}>
        <OfflineBar />
        {can("telephone.use") && (
          <Suspense fallback={null}>
            <Telephone />
          </Suspense>
        )}
        <Outlet />
      </main>
      {hasExports && (
        <Suspense fallback={null}>
          <ExportNotices />
        </Suspense>
      )}
      <Toaster />
      {isPaletteOpen && (
        <Suspense fallback={null}>
          <Palette onClose={() => palette.set(false)} />
        </Suspense>
      )}
      {isKeyMapOpen && <KeyMap onClose={() => keyMap.set(false)} />}
    </div>
  );
}
