import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { connection } from "../live/socket.ts";
import { Bell } from "../modules/notices/Bell.tsx";
import { needStrings } from "../text/locale.ts";
import { Icon } from "../ui/Icon.tsx";
import { Kbd } from "../ui/Kbd.tsx";
import { MeMenu } from "./MeMenu.tsx";
import { useCan } from "./me.ts";
import { palette } from "./open.ts";

const PhonePill = lazy(async () => {
  await needStrings("phone");
  return { default: (await import("../modules/phone/PhonePill.tsx")).PhonePill };
});

export function TopBar() {
  const { t } = useTranslation();
  const can = useCan();
  const { isOnline } = connection.use();
  return (
    <header className="top">
      <button type="button" className="find" onClick={() => palette.set(true)}>
        <Icon name="search" />
        <span className="grow el only-l">{t("frame.search_hint")}</span>
        <span className="grow el only-s">{t("frame.search")}</span>
        <Kbd keys="Ctrl K" />
      </button>
      <span className="grow only-l" />
      <span className={`live ${isOnline ? "" : "off"}`} role="status">
        <i className="dot" />
        <span className="only-l">{t(isOnline ? "frame.live" : "frame.offline")}</span>
        <span className="sr">{t(isOnline ? "frame.live" : "frame.offline")}</span>
      </span>
      {can("telephone.use") && (
        <Suspense fallback={null}>
          <PhonePill />
        </Suspense>
      )}
      <Bell />
      <MeMenu />
    </header>
  );
}
