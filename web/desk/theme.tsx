/** Paper and ink for the components of antd: vermilion only on the one primary button, everything else is ink. */
import ConfigProvider from 'antd/es/config-provider';
import type { ReactNode } from 'react';

const sans =
  "'PingFang SC','HarmonyOS Sans SC','MiSans','Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','Microsoft YaHei UI','Microsoft YaHei',system-ui,sans-serif";
const ink = '#1f1d1a';

export function Theme({ children }: { children: ReactNode }) {
  return (
    <ConfigProvider
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
      theme={{
        token: {
          fontFamily: sans,
          fontSize: 14,
          colorPrimary: ink,
          colorLink: ink,
          colorText: ink,
          colorTextSecondary: '#57524a',
          colorTextTertiary: '#57524a',
          colorTextQuaternary: '#6b655b',
          colorTextPlaceholder: '#6b655b',
          colorTextDisabled: '#6b655b',
          colorBgContainer: '#fffefb',
          colorBgLayout: '#faf8f3',
          colorBorder: '#8d8577',
          colorBorderSecondary: '#ddd6c8',
          colorError: '#a5301c',
          borderRadius: 6,
          controlHeight: 34,
          controlOutlineWidth: 0,
          motionDurationMid: '0.12s',
        },
        components: {
          Button: {
            colorPrimary: '#a5301c',
            colorPrimaryHover: '#84240f',
            colorPrimaryActive: '#84240f',
            primaryColor: '#fffdf8',
            primaryShadow: 'none',
            defaultShadow: 'none',
            dangerShadow: 'none',
            fontWeight: 500,
          },
        },
      }}
    >
      {children}
    </ConfigProvider>
  );
}
