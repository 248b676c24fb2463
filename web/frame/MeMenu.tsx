import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { signOutContract, updateMeContract } from "../../server/modules/people/session.contract.ts";
import { useCall } from "../api/queries.ts";
import { chooseLocale, type Locale, locale } from "../text/locale.ts";
import { problemText } from "../text/problem.ts";
import { chooseTheme, type Theme, useTheme } from "../theme/colours.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Kbd } from "../ui/Kbd.tsx";
import { Menu } from "../ui/Menu.tsx";
import { showToast } from "../ui/toasts.ts";
import { useMe } from "./me.ts";
import { keyMap } from "./open.ts";

const themes: readonly Theme[] = ["system", "light", "dark"];
const locales: readonly Locale[] = ["zh-CN", "en"];

export function MeMenu() {
  const { t } = useTranslation();
  const { user, organisation } = useMe();
  const update = useCall(updateMeContract);
  const signOut = useCall(signOutContract);
  const theme = useTheme();
  return (
    <Menu
      className="me"
      end
      trigger={
        <>
          <Avatar name={user.name} />
          <span className="me-name">{user.name}</span>
          <span className="sr">{t("frame.me")}</span>
        </>
      }
    >
      {(close) => (
        <>
          <div className="h">
            <b className="el">{user.name}</b>
            <div className="el">{organisation.name}</div>
          </div>
          <hr />
          <fieldset className="pickline">
            <legend>{t("frame.language")}</legend>
            <div className="seg">
              {locales.map((one) => (
                <button key={one} type="button" aria-pressed={one === locale()} lang={one} onClick={() => speak(one)}>
                  {one === "en" ? "English" : "中文"}
                </button>
              ))}
            </div>
          </fieldset>
          <fieldset className="pickline">
            <legend>{t("frame.theme.title")}</legend>
            <div className="seg">
              {themes.map((one) => (
                <button key={one} type="button" aria-pressed={one === theme} onClick={() => paint(one)}>
                  {t(`frame.theme.${one}`)}
                </button>
              ))}
            </div>
          </fieldset>
          <hr />
          <Link to="/settings/$" params={{ _splat: "me" }} className="o" onClick={close}>
            <Icon name="key" />
            {t("frame.security")}
          </Link>
          <Link to="/first-steps" className="o" onClick={close}>
            <Icon name="book" />
            {t("frame.help")}
          </Link>
          <button type="button" className="o" onClick={openKeyMap}>
            <Icon name="keyboard" />
            {t("frame.keys.title")}
            <Kbd keys="?" />
          </button>
          <hr />
          <button type="button" className="o" onClick={leave}>
            <Icon name="leave" />
            {t("frame.sign_out")}
          </button>
        </>
      )}
    </Menu>
  );

  function speak(next: Locale) {
    void chooseLocale(next);
    update.mutate({ body: { locale: next } });
  }

  function paint(next: Theme) {
    chooseTheme(next);
    update.mutate({ body: { theme: next } });
  }

  function openKeyMap() {
    keyMap.set(true);
  }

  function leave() {
    signOut.mutate(
      {},
      {
        onSuccess: () => location.assign("/signin"),
        onError: (error) => showToast({ text: problemText(error), look: "problem" }),
      },
    );
  }
}
