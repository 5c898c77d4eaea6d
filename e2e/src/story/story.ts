import { eventually, GraphqlClient, Unreachable } from '../client/graphql-client.ts';
import { type Letter, readLetters } from '../client/read-letters.ts';
import * as graph from '../generated/operations.ts';
import type { World } from './world.ts';

const password = 'seven quiet lighthouses at dawn';

export interface Steps {
  /** Told before each step, and again each time it is begun anew. */
  readonly onStep?: (name: string) => void;
}

type Outcome = { readonly __typename: string; readonly message?: string };

/** The answer if it is the success, or one of the problems that say that the effect is there already. */
function expectOutcome<Result extends Outcome>(result: Result, ...alsoFine: readonly string[]): Result {
  if (result.__typename.endsWith('Success') || alsoFine.includes(result.__typename)) return result;
  throw new Error(`${result.__typename}: ${result.message}`);
}

function successOf<Result extends Outcome, Name extends Result['__typename']>(
  result: Result,
  name: Name,
): Extract<Result, { __typename: Name }> | undefined {
  return result.__typename === name ? (result as Extract<Result, { __typename: Name }>) : undefined;
}

/**
 * The main job of the house, as its clients do it: each step looks for its effect before it acts, so that it can be
 * begun anew after the process was killed in the middle of it.
 */
export class Story {
  readonly world: World;
  readonly operator: GraphqlClient;
  readonly customer: GraphqlClient;
  readonly email: string;
  readonly #steps: Steps;
  customerId = '';

  constructor(world: World, steps: Steps = {}) {
    this.world = world;
    this.operator = new GraphqlClient(world.url);
    this.customer = new GraphqlClient(world.url);
    this.email = `ann.${world.tag}@customers.example`;
    this.#steps = steps;
  }

  /** From an unknown visitor to a line in service with a subscription. */
  async connect(): Promise<void> {
    await this.#step('sign the operator in', () => this.#signIn(this.operator, this.world.admin));
    const tariffId = await this.#step('publish a tariff', () => this.#publishTariff());
    const portId = await this.#step('build the network', () => this.#buildNetwork());
    await this.#step('register and sign in', () => this.#register());
    await this.#step('make a customer profile', () => this.#makeProfile());
    const addressId = await this.#step('add an address', () => this.#addAddress());
    await this.#step('apply', () => this.#apply(addressId, tariffId));
    await this.#step('approve', () => this.#approve());
    await this.#step('contract', () => this.#contract());
    await this.#step('line', () => this.#line(portId));
    await this.#step('device', () => this.#device());
    await this.#step('activate', () => this.#activate());
    await eventually('a subscription', async () => (await this.progress()).accounts?.[0]?.subscriptions[0]);
  }

  /** The first invoice, prorated to the account's anchor day. */
  async bill() {
    return this.#step('bill', async () => {
      const billed = (await this.progress()).invoices?.nodes[0];
      if (billed) return billed;
      const { startBillRun } = await this.operator.run(graph.StartBillRunDocument, {
        through: this.world.today(),
      });
      expectOutcome(startBillRun, 'BillRunInProgress');
      return eventually('an invoice', async () => (await this.progress()).invoices?.nodes[0]);
    });
  }

  async pay(method = 'sandbox-ok', idempotencyKey = `pay-${this.world.tag}`) {
    return this.#step('pay', async () => {
      const [invoice] = (await this.progress()).invoices?.nodes ?? [];
      const input = { invoiceId: invoice?.id ?? '', method, idempotencyKey };
      return (await this.customer.run(graph.PayInvoiceDocument, { input })).payInvoice;
    });
  }

  /** What the post has brought. */
  letters(): Promise<Letter[]> {
    return readLetters(this.world.mailUrl, this.email);
  }

  async progress() {
    const { customer } = await this.customer.run(graph.ProgressDocument, { customerId: this.customerId });
    if (!customer) throw new Error('The customer cannot be seen');
    return customer;
  }

  async #step<T>(name: string, act: () => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries += 1) {
      this.#steps.onStep?.(name);
      try {
        return await act();
      } catch (error) {
        if (!(error instanceof Unreachable) || tries > 600) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  async #signIn(client: GraphqlClient, input: { email: string; password: string }): Promise<void> {
    client.token = undefined;
    const { signIn } = await client.run(graph.SignInDocument, { input });
    client.token = successOf(expectOutcome(signIn), 'SignInSuccess')?.accessToken;
  }

  async #publishTariff(): Promise<string> {
    const code = `story-${this.world.tag}`;
    const find = async () =>
      (await this.operator.run(graph.TariffsDocument, {})).tariffs.nodes.find(
        (tariff) => tariff.code === code,
      );
    if (!(await find())) {
      const input = {
        code,
        name: `Story ${this.world.tag}`,
        kind: 'INTERNET' as const,
        currency: 'EUR',
        price: '31.00',
      };
      const { createTariff } = await this.operator.run(graph.CreateTariffDocument, { input });
      expectOutcome(createTariff, 'TariffCodeTaken');
    }
    const tariff = await find();
    if (!tariff) throw new Error('The tariff is gone');
    if (tariff.status === 'DRAFT') {
      const { publishTariff } = await this.operator.run(graph.PublishTariffDocument, { id: tariff.id });
      expectOutcome(publishTariff, 'TariffNotPublishable');
    }
    return tariff.id;
  }

  async #buildNetwork(): Promise<string> {
    const find = async (name: string, parentId: string | null) => {
      const filter = parentId ? { parentId } : { rootsOnly: true };
      const { nodes } = (await this.operator.run(graph.NodesDocument, { filter })).nodes;
      return nodes.find((node) => node.name === name);
    };
    const add = async (name: string, kind: 'SWITCH' | 'OLT', parentId: string | null) => {
      if (!(await find(name, parentId))) {
        const input = { name, kind, parentId, host: '127.0.0.1' };
        const { addNode } = await this.operator.run(graph.AddNodeDocument, { input });
        expectOutcome(addNode, 'NodeNameTaken');
      }
      const node = await find(name, parentId);
      if (!node) throw new Error(`The node ${name} is gone`);
      return node;
    };
    const { tag, equipment } = this.world;
    const parent = await add(`switch-${tag}`, 'SWITCH', null);
    const olt = await add(`olt-${tag}`, 'OLT', parent.id);
    if (olt.ports.nodes.length === 0) {
      const input = { nodeId: olt.id, ports: [{ name: 'pon-1', technology: 'GPON' as const }] };
      const { addPorts } = await this.operator.run(graph.AddPortsDocument, { input });
      expectOutcome(addPorts, 'PortNameTaken');
    }
    if (parent.probes.length === 0) {
      const timing = {
        intervalMs: 1_000,
        timeoutMs: 500,
        failuresToConfirm: 2,
        successesToClear: 2,
        enabled: true,
      };
      const input = {
        nodeId: parent.id,
        kind: 'TCP' as const,
        host: '127.0.0.1',
        port: equipment.port,
        ...timing,
      };
      expectOutcome((await this.operator.run(graph.AddProbeDocument, { input })).addProbe);
    }
    const port = (await find(`olt-${tag}`, parent.id))?.ports.nodes[0];
    if (!port) throw new Error('The port is gone');
    return port.id;
  }

  async #register(): Promise<void> {
    const input = { email: this.email, password, locale: 'en', displayName: 'Ann Story' };
    const { registerUser } = await this.customer.run(graph.RegisterDocument, { input });
    expectOutcome(registerUser, 'EmailTaken');
    await this.#signIn(this.customer, { email: this.email, password });
  }

  async #makeProfile(): Promise<void> {
    const input = {
      kind: 'PERSON' as const,
      firstName: 'Ann',
      lastName: 'Story',
      email: this.email,
      idempotencyKey: `profile-${this.world.tag}`,
    };
    const { createCustomer } = await this.customer.run(graph.CreateCustomerDocument, { input });
    this.customerId = successOf(expectOutcome(createCustomer), 'CreateCustomerSuccess')?.customerId ?? '';
  }

  async #addAddress(): Promise<string> {
    const known = (await this.progress()).addresses.nodes[0];
    const input = {
      customerId: this.customerId,
      country: 'DE',
      postalCode: '99423',
      city: 'Weimar',
      street: 'Markt',
      houseNumber: '1',
    };
    const added =
      known ??
      successOf(
        expectOutcome((await this.customer.run(graph.AddAddressDocument, { input })).addConnectionAddress),
        'AddConnectionAddressSuccess',
      )?.address;
    const addressId = added?.id ?? '';
    expectOutcome((await this.operator.run(graph.SurveyAddressDocument, { addressId })).surveyAddress);
    return addressId;
  }

  async #application() {
    const [application] = (await this.progress()).applications.nodes;
    if (!application) throw new Error('There is no application');
    return application;
  }

  async #apply(addressId: string, tariffId: string): Promise<void> {
    if ((await this.progress()).applications.nodes.length > 0) return;
    // The tariff reaches the customer domain by an event, soon.
    await eventually('the tariff to be known where one applies', async () => {
      const { submitApplication } = await this.customer.run(graph.SubmitApplicationDocument, {
        input: { addressId, tariffId },
      });
      if (submitApplication.__typename === 'TariffNotOffered') return undefined;
      return expectOutcome(submitApplication, 'ApplicationAlreadyOpen');
    });
  }

  async #approve(): Promise<void> {
    const { id, status } = await this.#application();
    if (status !== 'SUBMITTED') return;
    expectOutcome(
      (await this.operator.run(graph.ApproveApplicationDocument, { id })).approveApplication,
      'ApplicationNotInState',
    );
  }

  async #contract(): Promise<void> {
    const { id, contract } = await this.#application();
    if (!contract) {
      expectOutcome(
        (await this.operator.run(graph.DraftContractDocument, { id })).draftContract,
        'ApplicationHasContract',
      );
    }
    const drafted = (await this.#application()).contract;
    if (drafted?.status !== 'DRAFT') return;
    expectOutcome(
      (await this.customer.run(graph.SignContractDocument, { id: drafted.id })).signContract,
      'ContractNotInState',
    );
  }

  async #line(portId: string): Promise<void> {
    const { line, contract } = await this.#application();
    if (!line) {
      const { planLine } = await this.operator.run(graph.PlanLineDocument, {
        contractId: contract?.id ?? '',
      });
      expectOutcome(planLine, 'ApplicationHasLine');
    }
    const lineId = (await this.#application()).line?.id ?? '';
    const attached = (await this.operator.run(graph.LineDocument, { id: lineId })).line?.port;
    if (attached) return;
    // The port reaches the customer domain by an event, soon.
    await eventually('the port to be known', async () => {
      const { attachLine } = await this.operator.run(graph.AttachLineDocument, { lineId, portId });
      return attachLine.__typename === 'NotFound' ? undefined : expectOutcome(attachLine);
    });
  }

  async #device(): Promise<void> {
    const { tag } = this.world;
    const name = `ONT ${tag}`;
    const findModel = async () =>
      (await this.operator.run(graph.DeviceModelsDocument, {})).deviceModels.nodes.find(
        (model) => model.name === name,
      );
    if (!(await findModel())) {
      const input = { vendor: 'Fibrix', name, kind: 'ONT' as const };
      expectOutcome(
        (await this.operator.run(graph.AddDeviceModelDocument, { input })).addDeviceModel,
        'DeviceModelAlreadyKnown',
      );
    }
    const model = await findModel();
    const serial = `ST${tag}`.toUpperCase();
    const findDevice = async () => (await this.operator.run(graph.DeviceBySerialDocument, { serial })).device;
    if (!(await findDevice())) {
      const input = { modelId: model?.id ?? '', serial, mac: macOf(tag) };
      expectOutcome(
        (await this.operator.run(graph.ReceiveDeviceDocument, { input })).receiveDevice,
        'DeviceAlreadyKnown',
      );
    }
    const application = await this.#application();
    if (application.line?.devices.nodes.length) return;
    const device = await findDevice();
    const ids = { deviceId: device?.id ?? '', lineId: application.line?.id ?? '' };
    expectOutcome(
      (await this.operator.run(graph.InstallDeviceDocument, ids)).installDevice,
      'DeviceAlreadyInstalled',
    );
  }

  async #activate(): Promise<void> {
    const { id, status } = await this.#application();
    if (status === 'ACTIVATED') return;
    expectOutcome(
      (await this.operator.run(graph.ActivateApplicationDocument, { id })).activateApplication,
      'ApplicationNotInState',
    );
  }
}

/** A locally administered MAC address that is the tag's own. */
function macOf(tag: string): string {
  const hex = Buffer.from(tag).toString('hex').padEnd(10, '0').slice(0, 10);
  return `02:${(hex.match(/../g) ?? []).join(':')}`;
}
