export { Button } from "./button.tsx";
export { Card, CardHeader } from "./card.tsx";
export { Checkbox } from "./checkbox.tsx";
export { classNames } from "./class-names.ts";
export { CodeBlock } from "./code-block.tsx";
export { CommandPalette, type PaletteEntry } from "./command-palette.tsx";
export { CopyButton } from "./copy-button.tsx";
export { Dialog, DialogActions, DialogClose, DialogContent } from "./dialog.tsx";
export { Disclosure } from "./disclosure.tsx";
export { type Fact, FactList } from "./fact-list.tsx";
export { Field } from "./field.tsx";
export { Input } from "./input.tsx";
export {
  Menu,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuTrigger,
} from "./menu.tsx";
export { Meter } from "./meter.tsx";
export { EmptyState, Notice } from "./notice.tsx";
export { NumberField } from "./number-field.tsx";
export { PageHeader } from "./page-header.tsx";
export { type ReplicaCell, ReplicaCells } from "./replica-cells.tsx";
export { Segment, Segmented } from "./segmented.tsx";
export { Select } from "./select.tsx";
export { Skeleton } from "./skeleton.tsx";
export { StackBar } from "./stack-bar.tsx";
export { Stepper } from "./stepper.tsx";
export { Cell, HeaderCell, Row, Table } from "./table.tsx";
export { Tab, TabList, TabPanel, Tabs } from "./tabs.tsx";
export { Dot, Tag, type Tone } from "./tag.tsx";
export { TextArea } from "./text-area.tsx";
export { Tile, Tiles } from "./tile.tsx";
export { Toaster, toast } from "./toaster.tsx";
export { Wheel } from "./wheel.tsx";
