import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/Icon.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { formatLength, type MyCall, useMyCalls, useMyExtension, useNow, whoOf } from "./calls.ts";
import { PhonePanel } from "./PhonePanel.tsx";
import { phone } from "./state.ts";

/** The telephone in the top bar, on every page: whether it is ready, who is on it, and for how long. */
export function PhonePill() {
  const { t } = useTranslation();
  const extension = useMyExtension();
  const calls = useMyCalls();
  const { line, trouble } = phone.use();
  if (!extension) return null;
  const shown = calls.find(({ occupation }) => occupation === "in_call") ?? calls[0];
  const isIll = trouble !== null || line === "lost" || line === "off";
  return (
    <Menu
      end
      className={`fone ${shown ? shown.occupation : ""} ${isIll ? "ill" : ""}`}
      label={shown ? undefined : `${t("phone.title")} ${extension.digits}, ${t(`phone.line.${line}`)}`}
      trigger={
        shown ? (
          <Going call={shown} />
        ) : (
          <>
            <Icon name="phone" />
            <i className={`dot ${line}`} />
            <span className="only-l">{extension.digits}</span>
          </>
        )
      }
    >
      {(close) => <PhonePanel extension={extension.digits} onClose={close} />}
    </Menu>
  );
}

function Going({ call }: { call: MyCall }) {
  const { t } = useTranslation();
  const now = useNow();
  const since = call.occupation === "wrap_up" ? null : (call.answered_at ?? call.started_at);
  return (
    <>
      <Icon name="phone" />
      <span>{t(`phone.doing.${call.occupation}`)}</span>
      <span className="only-l party el">{whoOf(call).name}</span>
      <b className="num">
        {since ? formatLength(now - Date.parse(since)) : formatLength(Date.parse(call.wrap_up_until ?? "") - now)}
      </b>
    </>
  );
}
