import type { Words } from "./words.ts";

const ROLES = new Map([
  ["owner", "所有者"],
  ["admin", "管理员"],
  ["developer", "开发者"],
  ["billing", "财务"],
  ["viewer", "访客"],
]);

export const zhCn: Words = {
  invitation: ({ team, inviter, role }) => ({
    subject: `${inviter} 邀请您加入 ${team}`,
    paragraphs: [
      `${inviter} 邀请您加入 Millrace 上的团队“${team}”，角色为“${ROLES.get(role) ?? role}”。`,
      "链接七天内有效，仅可使用一次。",
    ],
    action: "查看邀请",
    unexpected:
      "您收到此邮件，是因为有人填写了您的邮箱地址。如果您不认识对方，请忽略本邮件：在您接受之前，什么都不会发生。",
  }),
  sign_in: () => ({
    subject: "您的登录链接",
    paragraphs: ["您请求了登录 Millrace 的链接。链接在短时间内有效，仅可使用一次。"],
    action: "登录",
    unexpected: "如果不是您本人请求的，请忽略本邮件：没有此链接，任何人都无法登录。请勿将链接转发给他人。",
  }),
  reset_password: () => ({
    subject: "设置新密码",
    paragraphs: [
      "有人（很可能是您本人）请求为您的 Millrace 账户设置新密码。链接在短时间内有效，仅可使用一次。",
    ],
    action: "设置新密码",
    unexpected: "如果不是您本人请求的，请忽略本邮件：您的密码不会改变。请勿将链接转发给他人。",
  }),
  verify_email: () => ({
    subject: "确认您的邮箱地址",
    paragraphs: ["请确认此邮箱地址属于您，以便用于您的 Millrace 账户。"],
    action: "确认此地址",
    unexpected: "如果您没有 Millrace 账户，请忽略本邮件：可能是他人填错了地址。",
  }),
  new_device: ({ at, address, device }) => ({
    subject: "您的账户有新的登录",
    paragraphs: [
      "有人通过一个我们未曾见过的浏览器登录了您的 Millrace 账户。",
      `时间：${at}`,
      `来源：${address}`,
      `设备：${device}`,
    ],
    action: "查看您的登录位置",
    unexpected: "如果是您本人，则无需任何操作。如果不是，请在该页面上将此浏览器退出登录，并修改密码。",
  }),
  password_changed: ({ at }) => ({
    subject: "您的密码已更改",
    paragraphs: [`您的 Millrace 账户的密码已于 ${at} 更改。`],
    action: "查看您的账户",
    unexpected:
      "如果是您本人，则无需任何操作。如果不是，请立即在登录页面申请设置新密码，并告知您团队的所有者。",
  }),
  second_factor_changed: ({ at, isOn }) => ({
    subject: isOn === "yes" ? "两步验证已开启" : "两步验证已关闭",
    paragraphs: [
      isOn === "yes"
        ? `您的 Millrace 账户已于 ${at} 开启两步验证。`
        : `您的 Millrace 账户已于 ${at} 关闭两步验证：现在仅凭密码即可登录。`,
    ],
    action: "查看您的账户",
    unexpected: "如果是您本人，则无需任何操作。如果不是，请立即修改密码，并告知您团队的所有者。",
  }),
  signature: (host) => `由 ${host} 上的 Millrace 发送。此地址不接收回复。`,
};
