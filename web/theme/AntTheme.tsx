import { ConfigProvider } from "antd";
import type { ReactNode } from "react";
import { useAntLocale } from "../text/locale.ts";
import { useIsDark } from "./colours.ts";
import { antTheme } from "./theme.ts";

export function AntTheme({ children }: { children: ReactNode }) {
  return (
    <ConfigProvider
      theme={antTheme(useIsDark())}
      locale={useAntLocale()}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
      getPopupContainer={(node) => node?.closest("dialog") ?? document.body}
    >
      {children}
    </ConfigProvider>
  );
}
