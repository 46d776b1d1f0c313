import type { Words } from "./words.ts";

const ROLES = new Map([
  ["owner", "所有者"],
  ["admin", "管理员"],
  ["developer", "开发者"],
  ["billing", "财务"],
  ["viewer", "访客"],
]);

const SUBJECTS = {
  team: (name: string) => `团队“${name}”`,
  member: (name: string) => (name === "" ? "一位已离开的成员" : `成员“${name}”`),
  key: (name: string) => (name === "" ? "一个已删除的密钥" : `密钥“${name}”`),
  deployment: (name: string) => (name === "" ? "一个已删除的部署" : `部署“${name}”`),
};
const PERIODS = { minute: "每分钟 ", day: "每天 ", month: "每月 ", total: "总计 ", now: "最多 " };
const THINGS = {
  requests: " 次请求",
  tokens: " 个 Token",
  spend: "",
  concurrency: " 个同时进行的请求",
  replicas: " 个副本",
  compute_units: " 个计算单元",
  stored_bytes: " 存储",
};

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
  limit_reached: ({ team, subject, scope, measure, period, share, value, used, frees }) => ({
    subject: `${team} 的一条限额已用到 ${share}%`,
    paragraphs: [
      `${SUBJECTS[scope](subject)}的一条限额已用到 ${share}%。`,
      `限额：${PERIODS[period]}${value}${THINGS[measure]}`,
      `已用：${used}${THINGS[measure]}`,
      ...(frees === "" ? [] : [`恢复时间：${frees}`]),
      share === "100" ? "在限额恢复或有人提高之前，超出的请求会被拒绝。" : "用满之后，超出的请求会被拒绝。",
    ],
    action: "查看限额",
    unexpected:
      "您收到此邮件，是因为设置限额的人要求通知，而此事与您有关，或者您可以修改限额。可以修改限额的人也可以关闭此通知。",
  }),
  payment_declined: ({ team, amount, reason, until }) => ({
    subject: `${team} 的一笔付款被拒绝`,
    paragraphs: [
      `团队“${team}”最近一张发票的付款被拒绝，未能收取。`,
      ...(amount === "" ? [] : [`待付金额：${amount}`]),
      ...(reason === "" ? [] : [`支付服务商的说明：${reason}`]),
      `在 ${until} 之前，请求照常处理；届时若仍未付清，请求会被拒绝。请付款或更换银行卡，之后会再次扣款。`,
    ],
    action: "付款或更换银行卡",
    unexpected: "您收到此邮件，是因为您可以更改团队的付款方式。",
  }),
  top_up_failed: ({ team, reason }) => ({
    subject: `未能为 ${team} 自动充值`,
    paragraphs: [
      `团队“${team}”的余额所剩不多，而自动充值的付款被拒绝。`,
      `支付服务商的说明：${reason}`,
      "在有人重新开启之前，不会再自动充值。余额用完后，请求会被拒绝。",
    ],
    action: "查看账单",
    unexpected: "您收到此邮件，是因为您可以更改团队的付款方式。",
  }),
  signature: (host) => `由 ${host} 上的 Millrace 发送。此地址不接收回复。`,
};
