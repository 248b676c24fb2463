import { useTranslation } from "react-i18next";
import { ActionButton } from "../../ui/ActionButton.tsx";
import { Avatar } from "../../ui/Avatar.tsx";
import { command, type MyCall, whoOf } from "./calls.ts";

/** Who else is in it, once they are more than the two of us; a consultation is ended here. */
export function Others({ call }: { call: MyCall }) {
  const { t } = useTranslation();
  const others = call.others.filter(({ user, state }) => user || state !== "talking" || call.others.length > 1);
  if (call.occupation !== "in_call" || (others.length < 2 && !call.is_consulting)) return null;
  const outside = whoOf(call).name;
  const ask = (name: "completeTransfer" | "cancelConsult" | "leaveConference") => void command(call.id, { name });
  return (
    <div className="row others">
      {others.map(({ name, user, state }) => (
        <span key={user?.id ?? name ?? state} className="row other">
          <Avatar name={user?.name ?? name ?? outside} size="s" look={user ? "accent" : "grey"} />
          <b>{user?.name ?? name ?? outside}</b>
          <span className="small t2">{t(`phone.party.${state}`)}</span>
        </span>
      ))}
      <span className="grow" />
      {call.is_consulting ? (
        <>
          <ActionButton small icon="transfer" onClick={() => ask("completeTransfer")}>
            {t("phone.act.complete_transfer")}
          </ActionButton>
          <ActionButton small icon="back" onClick={() => ask("cancelConsult")}>
            {t("phone.act.back_to_caller")}
          </ActionButton>
        </>
      ) : (
        <ActionButton small icon="leave" onClick={() => ask("leaveConference")}>
          {t("phone.act.leave_conference")}
        </ActionButton>
      )}
    </div>
  );
}
