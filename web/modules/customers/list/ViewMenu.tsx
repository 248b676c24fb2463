import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../ui/Icon.tsx";
import { Menu, MenuItem } from "../../../ui/Menu.tsx";
import { DeliveryDialog } from "./DeliveryDialog.tsx";
import { useListView } from "./useListView.ts";
import { asNew, useViewActs } from "./useViewActs.ts";
import { ViewDialog } from "./ViewDialog.tsx";

/** Acts on the view that is open, and a new one. */
export function ViewMenu() {
  const { t } = useTranslation();
  const { view } = useListView();
  const acts = useViewActs();
  const [dialog, setDialog] = useState<"new" | "settings" | "delivery" | undefined>();
  const saved = view.saved;
  const at = saved ? acts.pinned.indexOf(saved.id) : -1;
  return (
    <>
      <Menu className="btn text s ico" end label={t("list.view_menu")} trigger={<Icon name="more" />}>
        {(close) => {
          const item = (key: string, act: () => unknown) => (
            <MenuItem
              key={key}
              onClick={() => {
                close();
                act();
              }}
            >
              {t(`list.act.${key}`)}
            </MenuItem>
          );
          return (
            <>
              {item("new", () => setDialog("new"))}
              {saved && (
                <>
                  <hr />
                  <div className="h">
                    {saved.blocked.share ? t("list.view_of", { name: saved.owner.name }) : saved.name}
                  </div>
                  {!saved.blocked.update &&
                    item(saved.blocked.share ? "rename" : "settings", () => setDialog("settings"))}
                  {item("duplicate", () =>
                    acts.create({
                      ...asNew(saved),
                      ...copyOf(saved.name),
                      shared_users: [],
                      shared_teams: [],
                      changed_by: "owner",
                    }),
                  )}
                  {saved.is_pinned
                    ? item("unpin", () => acts.pin(acts.pinned.filter((id) => id !== saved.id)))
                    : item("pin", () => acts.pin([...acts.pinned, saved.id]))}
                  {at > 0 && item("left", () => acts.move(saved.id, -1))}
                  {at >= 0 && at < acts.pinned.length - 1 && item("right", () => acts.move(saved.id, 1))}
                  {!saved.blocked.share && item("deliver", () => setDialog("delivery"))}
                  {!saved.blocked.remove && item("remove", () => acts.remove(saved))}
                </>
              )}
            </>
          );
        }}
      </Menu>
      {dialog === "delivery" && saved && <DeliveryDialog view={saved} onClose={() => setDialog(undefined)} />}
      {dialog === "new" && <ViewDialog onClose={() => setDialog(undefined)} />}
      {dialog === "settings" && saved && <ViewDialog view={saved} onClose={() => setDialog(undefined)} />}
    </>
  );

  function copyOf(name: string) {
    return { name: t("list.copy_of", { name }).slice(0, 60) };
  }
}
