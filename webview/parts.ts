// The parts of the page by name.
import type { ComparePanel } from "./compare/compare-panel";
import type { Find } from "./find/find";
import type { GraphView } from "./graph/graph-view";
import type { Header } from "./header/header";
import type { LayerTable } from "./layers/layer-table";
import type { MetadataList } from "./layers/metadata-list";
import type { ModelPanel } from "./model/model-panel";
import type { ProfilePanel } from "./profile/profile-panel";
import type { ShrinkPanel } from "./shrink/shrink-panel";
import type { StepsPanel } from "./shrink/steps-panel";
import type { SideTabs } from "./side-tabs";
import type { Styles } from "./styles/styles";
import type { VariantsPanel } from "./variants/variants-panel";
import type { VerificationPanel } from "./verify/verification-panel";

export interface Parts {
  readonly header: Header;
  readonly find: Find;
  readonly styles: Styles;
  readonly graphView: GraphView;
  readonly tabs: SideTabs;
  readonly layers: LayerTable;
  readonly metadata: MetadataList;
  readonly shrink: ShrinkPanel;
  readonly model: ModelPanel;
  readonly compare: ComparePanel;
  readonly steps: StepsPanel;
  readonly verification: VerificationPanel;
  readonly profile: ProfilePanel;
  readonly variants: VariantsPanel;
}
