// Generated from proto/hydro by `npm run generate`. Do not edit.
import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace hydro. */
export namespace hydro {

    /** Namespace usage. */
    namespace usage {

        /** Namespace v1. */
        namespace v1 {

            /** RepositoryVisibility enum. */
            enum RepositoryVisibility {

                /** REPOSITORY_VISIBILITY_UNSPECIFIED value */
                REPOSITORY_VISIBILITY_UNSPECIFIED = 0,

                /** PUBLIC value */
                PUBLIC = 1,

                /** PRIVATE value */
                PRIVATE = 2,

                /** INTERNAL value */
                INTERNAL = 3
            }

            /** Runner enum. */
            enum Runner {

                /** RUNNER_UNSPECIFIED value */
                RUNNER_UNSPECIFIED = 0,

                /** HOSTED value */
                HOSTED = 1,

                /** SELF_HOSTED value */
                SELF_HOSTED = 2
            }

            /**
             * Properties of a Quantity.
             * @deprecated Use hydro.usage.v1.Quantity.$Properties instead.
             */
            interface IQuantity extends hydro.usage.v1.Quantity.$Properties {
            }

            /** Represents a Quantity. */
            class Quantity {

                /**
                 * Constructs a new Quantity.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: hydro.usage.v1.Quantity.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Quantity units. */
                units: number;

                /** Quantity nanos. */
                nanos: number;

                /**
                 * Encodes the specified Quantity message. Does not implicitly {@link hydro.usage.v1.Quantity.verify|verify} messages.
                 * @param message Quantity message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: hydro.usage.v1.Quantity.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Quantity message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {hydro.usage.v1.Quantity & hydro.usage.v1.Quantity.$Shape} Quantity
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hydro.usage.v1.Quantity & hydro.usage.v1.Quantity.$Shape;
            }

            namespace Quantity {

                /** Properties of a Quantity. */
                interface $Properties {

                    /** Quantity units */
                    units?: (number|null);

                    /** Quantity nanos */
                    nanos?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Quantity. */
                type $Shape = hydro.usage.v1.Quantity.$Properties;
            }

            /**
             * Properties of an ActionsUsage.
             * @deprecated Use hydro.usage.v1.ActionsUsage.$Properties instead.
             */
            interface IActionsUsage extends hydro.usage.v1.ActionsUsage.$Properties {
            }

            /** Represents an ActionsUsage. */
            class ActionsUsage {

                /**
                 * Constructs a new ActionsUsage.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: hydro.usage.v1.ActionsUsage.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ActionsUsage eventId. */
                eventId: string;

                /** ActionsUsage accountId. */
                accountId: number;

                /** ActionsUsage repositoryId. */
                repositoryId: number;

                /** ActionsUsage repositoryName. */
                repositoryName: string;

                /** ActionsUsage repositoryVisibility. */
                repositoryVisibility: hydro.usage.v1.RepositoryVisibility;

                /** ActionsUsage actorLogin. */
                actorLogin: string;

                /** ActionsUsage workflowPath. */
                workflowPath: string;

                /** ActionsUsage jobId. */
                jobId: string;

                /** ActionsUsage runner. */
                runner: hydro.usage.v1.Runner;

                /** ActionsUsage sku. */
                sku: string;

                /** ActionsUsage startedAt. */
                startedAt?: (google.protobuf.Timestamp.$Properties|null);

                /** ActionsUsage endedAt. */
                endedAt?: (google.protobuf.Timestamp.$Properties|null);

                /**
                 * Encodes the specified ActionsUsage message. Does not implicitly {@link hydro.usage.v1.ActionsUsage.verify|verify} messages.
                 * @param message ActionsUsage message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: hydro.usage.v1.ActionsUsage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an ActionsUsage message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {hydro.usage.v1.ActionsUsage & hydro.usage.v1.ActionsUsage.$Shape} ActionsUsage
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hydro.usage.v1.ActionsUsage & hydro.usage.v1.ActionsUsage.$Shape;
            }

            namespace ActionsUsage {

                /** Properties of an ActionsUsage. */
                interface $Properties {

                    /** ActionsUsage eventId */
                    eventId?: (string|null);

                    /** ActionsUsage accountId */
                    accountId?: (number|null);

                    /** ActionsUsage repositoryId */
                    repositoryId?: (number|null);

                    /** ActionsUsage repositoryName */
                    repositoryName?: (string|null);

                    /** ActionsUsage repositoryVisibility */
                    repositoryVisibility?: (hydro.usage.v1.RepositoryVisibility|null);

                    /** ActionsUsage actorLogin */
                    actorLogin?: (string|null);

                    /** ActionsUsage workflowPath */
                    workflowPath?: (string|null);

                    /** ActionsUsage jobId */
                    jobId?: (string|null);

                    /** ActionsUsage runner */
                    runner?: (hydro.usage.v1.Runner|null);

                    /** ActionsUsage sku */
                    sku?: (string|null);

                    /** ActionsUsage startedAt */
                    startedAt?: (google.protobuf.Timestamp.$Properties|null);

                    /** ActionsUsage endedAt */
                    endedAt?: (google.protobuf.Timestamp.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an ActionsUsage. */
                type $Shape = hydro.usage.v1.ActionsUsage.$Properties;
            }

            /**
             * Properties of a PackagesUsage.
             * @deprecated Use hydro.usage.v1.PackagesUsage.$Properties instead.
             */
            interface IPackagesUsage extends hydro.usage.v1.PackagesUsage.$Properties {
            }

            /** Represents a PackagesUsage. */
            class PackagesUsage {

                /**
                 * Constructs a new PackagesUsage.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: hydro.usage.v1.PackagesUsage.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** PackagesUsage eventId. */
                eventId: string;

                /** PackagesUsage accountId. */
                accountId: number;

                /** PackagesUsage repositoryId. */
                repositoryId: number;

                /** PackagesUsage repositoryName. */
                repositoryName: string;

                /** PackagesUsage repositoryVisibility. */
                repositoryVisibility: hydro.usage.v1.RepositoryVisibility;

                /** PackagesUsage actorLogin. */
                actorLogin: string;

                /** PackagesUsage packageName. */
                packageName: string;

                /** PackagesUsage sku. */
                sku: string;

                /** PackagesUsage bytesTransferred. */
                bytesTransferred: number;

                /** PackagesUsage transferredAt. */
                transferredAt?: (google.protobuf.Timestamp.$Properties|null);

                /**
                 * Encodes the specified PackagesUsage message. Does not implicitly {@link hydro.usage.v1.PackagesUsage.verify|verify} messages.
                 * @param message PackagesUsage message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: hydro.usage.v1.PackagesUsage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PackagesUsage message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {hydro.usage.v1.PackagesUsage & hydro.usage.v1.PackagesUsage.$Shape} PackagesUsage
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hydro.usage.v1.PackagesUsage & hydro.usage.v1.PackagesUsage.$Shape;
            }

            namespace PackagesUsage {

                /** Properties of a PackagesUsage. */
                interface $Properties {

                    /** PackagesUsage eventId */
                    eventId?: (string|null);

                    /** PackagesUsage accountId */
                    accountId?: (number|null);

                    /** PackagesUsage repositoryId */
                    repositoryId?: (number|null);

                    /** PackagesUsage repositoryName */
                    repositoryName?: (string|null);

                    /** PackagesUsage repositoryVisibility */
                    repositoryVisibility?: (hydro.usage.v1.RepositoryVisibility|null);

                    /** PackagesUsage actorLogin */
                    actorLogin?: (string|null);

                    /** PackagesUsage packageName */
                    packageName?: (string|null);

                    /** PackagesUsage sku */
                    sku?: (string|null);

                    /** PackagesUsage bytesTransferred */
                    bytesTransferred?: (number|null);

                    /** PackagesUsage transferredAt */
                    transferredAt?: (google.protobuf.Timestamp.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PackagesUsage. */
                type $Shape = hydro.usage.v1.PackagesUsage.$Properties;
            }

            /**
             * Properties of a StorageUsage.
             * @deprecated Use hydro.usage.v1.StorageUsage.$Properties instead.
             */
            interface IStorageUsage extends hydro.usage.v1.StorageUsage.$Properties {
            }

            /** Represents a StorageUsage. */
            class StorageUsage {

                /**
                 * Constructs a new StorageUsage.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: hydro.usage.v1.StorageUsage.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** StorageUsage eventId. */
                eventId: string;

                /** StorageUsage accountId. */
                accountId: number;

                /** StorageUsage repositoryId. */
                repositoryId: number;

                /** StorageUsage repositoryName. */
                repositoryName: string;

                /** StorageUsage repositoryVisibility. */
                repositoryVisibility: hydro.usage.v1.RepositoryVisibility;

                /** StorageUsage sku. */
                sku: string;

                /** StorageUsage storedBytes. */
                storedBytes: number;

                /** StorageUsage periodStart. */
                periodStart?: (google.protobuf.Timestamp.$Properties|null);

                /** StorageUsage periodEnd. */
                periodEnd?: (google.protobuf.Timestamp.$Properties|null);

                /**
                 * Encodes the specified StorageUsage message. Does not implicitly {@link hydro.usage.v1.StorageUsage.verify|verify} messages.
                 * @param message StorageUsage message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: hydro.usage.v1.StorageUsage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a StorageUsage message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {hydro.usage.v1.StorageUsage & hydro.usage.v1.StorageUsage.$Shape} StorageUsage
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hydro.usage.v1.StorageUsage & hydro.usage.v1.StorageUsage.$Shape;
            }

            namespace StorageUsage {

                /** Properties of a StorageUsage. */
                interface $Properties {

                    /** StorageUsage eventId */
                    eventId?: (string|null);

                    /** StorageUsage accountId */
                    accountId?: (number|null);

                    /** StorageUsage repositoryId */
                    repositoryId?: (number|null);

                    /** StorageUsage repositoryName */
                    repositoryName?: (string|null);

                    /** StorageUsage repositoryVisibility */
                    repositoryVisibility?: (hydro.usage.v1.RepositoryVisibility|null);

                    /** StorageUsage sku */
                    sku?: (string|null);

                    /** StorageUsage storedBytes */
                    storedBytes?: (number|null);

                    /** StorageUsage periodStart */
                    periodStart?: (google.protobuf.Timestamp.$Properties|null);

                    /** StorageUsage periodEnd */
                    periodEnd?: (google.protobuf.Timestamp.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a StorageUsage. */
                type $Shape = hydro.usage.v1.StorageUsage.$Properties;
            }

            /**
             * Properties of a MeteredUsage.
             * @deprecated Use hydro.usage.v1.MeteredUsage.$Properties instead.
             */
            interface IMeteredUsage extends hydro.usage.v1.MeteredUsage.$Properties {
            }

            /** Represents a MeteredUsage. */
            class MeteredUsage {

                /**
                 * Constructs a new MeteredUsage.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: hydro.usage.v1.MeteredUsage.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** MeteredUsage eventId. */
                eventId: string;

                /** MeteredUsage accountId. */
                accountId: number;

                /** MeteredUsage repositoryName. */
                repositoryName: string;

                /** MeteredUsage product. */
                product: string;

                /** MeteredUsage sku. */
                sku: string;

                /** MeteredUsage quantity. */
                quantity?: (hydro.usage.v1.Quantity.$Properties|null);

                /** MeteredUsage unitOfMeasure. */
                unitOfMeasure: string;

                /** MeteredUsage usageStart. */
                usageStart?: (google.protobuf.Timestamp.$Properties|null);

                /** MeteredUsage usageEnd. */
                usageEnd?: (google.protobuf.Timestamp.$Properties|null);

                /**
                 * Encodes the specified MeteredUsage message. Does not implicitly {@link hydro.usage.v1.MeteredUsage.verify|verify} messages.
                 * @param message MeteredUsage message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: hydro.usage.v1.MeteredUsage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a MeteredUsage message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {hydro.usage.v1.MeteredUsage & hydro.usage.v1.MeteredUsage.$Shape} MeteredUsage
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hydro.usage.v1.MeteredUsage & hydro.usage.v1.MeteredUsage.$Shape;
            }

            namespace MeteredUsage {

                /** Properties of a MeteredUsage. */
                interface $Properties {

                    /** MeteredUsage eventId */
                    eventId?: (string|null);

                    /** MeteredUsage accountId */
                    accountId?: (number|null);

                    /** MeteredUsage repositoryName */
                    repositoryName?: (string|null);

                    /** MeteredUsage product */
                    product?: (string|null);

                    /** MeteredUsage sku */
                    sku?: (string|null);

                    /** MeteredUsage quantity */
                    quantity?: (hydro.usage.v1.Quantity.$Properties|null);

                    /** MeteredUsage unitOfMeasure */
                    unitOfMeasure?: (string|null);

                    /** MeteredUsage usageStart */
                    usageStart?: (google.protobuf.Timestamp.$Properties|null);

                    /** MeteredUsage usageEnd */
                    usageEnd?: (google.protobuf.Timestamp.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a MeteredUsage. */
                type $Shape = hydro.usage.v1.MeteredUsage.$Properties;
            }
        }
    }

    /** Namespace billing. */
    namespace billing {

        /** Namespace v1. */
        namespace v1 {

            /**
             * Properties of a LineItem.
             * @deprecated Use hydro.billing.v1.LineItem.$Properties instead.
             */
            interface ILineItem extends hydro.billing.v1.LineItem.$Properties {
            }

            /** Represents a LineItem. */
            class LineItem {

                /**
                 * Constructs a new LineItem.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: hydro.billing.v1.LineItem.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** LineItem lineItemId. */
                lineItemId: Uint8Array;

                /** LineItem eventId. */
                eventId: Uint8Array;

                /** LineItem accountId. */
                accountId: number;

                /** LineItem sku. */
                sku: string;

                /** LineItem unitOfMeasure. */
                unitOfMeasure: string;

                /** LineItem units. */
                units: number;

                /** LineItem nanos. */
                nanos: number;

                /** LineItem startedAtMs. */
                startedAtMs: number;

                /** LineItem endedAtMs. */
                endedAtMs: number;

                /** LineItem repositoryName. */
                repositoryName: string;

                /** LineItem repositoryVisibility. */
                repositoryVisibility: hydro.usage.v1.RepositoryVisibility;

                /** LineItem runner. */
                runner: hydro.usage.v1.Runner;

                /**
                 * Encodes the specified LineItem message. Does not implicitly {@link hydro.billing.v1.LineItem.verify|verify} messages.
                 * @param message LineItem message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: hydro.billing.v1.LineItem.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a LineItem message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {hydro.billing.v1.LineItem & hydro.billing.v1.LineItem.$Shape} LineItem
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hydro.billing.v1.LineItem & hydro.billing.v1.LineItem.$Shape;
            }

            namespace LineItem {

                /** Properties of a LineItem. */
                interface $Properties {

                    /** LineItem lineItemId */
                    lineItemId?: (Uint8Array|null);

                    /** LineItem eventId */
                    eventId?: (Uint8Array|null);

                    /** LineItem accountId */
                    accountId?: (number|null);

                    /** LineItem sku */
                    sku?: (string|null);

                    /** LineItem unitOfMeasure */
                    unitOfMeasure?: (string|null);

                    /** LineItem units */
                    units?: (number|null);

                    /** LineItem nanos */
                    nanos?: (number|null);

                    /** LineItem startedAtMs */
                    startedAtMs?: (number|null);

                    /** LineItem endedAtMs */
                    endedAtMs?: (number|null);

                    /** LineItem repositoryName */
                    repositoryName?: (string|null);

                    /** LineItem repositoryVisibility */
                    repositoryVisibility?: (hydro.usage.v1.RepositoryVisibility|null);

                    /** LineItem runner */
                    runner?: (hydro.usage.v1.Runner|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a LineItem. */
                type $Shape = hydro.billing.v1.LineItem.$Properties;
            }

            /** ClaimTopic enum. */
            enum ClaimTopic {

                /** CLAIM_TOPIC_UNSPECIFIED value */
                CLAIM_TOPIC_UNSPECIFIED = 0,

                /** BILLING_LINE_ITEMS value */
                BILLING_LINE_ITEMS = 1,

                /** SUBMISSION_FILTER_RETRY value */
                SUBMISSION_FILTER_RETRY = 2
            }

            /**
             * Properties of a SubmittableLineItem.
             * @deprecated Use hydro.billing.v1.SubmittableLineItem.$Properties instead.
             */
            interface ISubmittableLineItem extends hydro.billing.v1.SubmittableLineItem.$Properties {
            }

            /** Represents a SubmittableLineItem. */
            class SubmittableLineItem {

                /**
                 * Constructs a new SubmittableLineItem.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: hydro.billing.v1.SubmittableLineItem.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SubmittableLineItem lineItemId. */
                lineItemId: Uint8Array;

                /** SubmittableLineItem eventId. */
                eventId: Uint8Array;

                /** SubmittableLineItem accountId. */
                accountId: number;

                /** SubmittableLineItem sku. */
                sku: string;

                /** SubmittableLineItem unitOfMeasure. */
                unitOfMeasure: string;

                /** SubmittableLineItem units. */
                units: number;

                /** SubmittableLineItem nanos. */
                nanos: number;

                /** SubmittableLineItem startedAtMs. */
                startedAtMs: number;

                /** SubmittableLineItem endedAtMs. */
                endedAtMs: number;

                /** SubmittableLineItem repositoryName. */
                repositoryName: string;

                /** SubmittableLineItem repositoryVisibility. */
                repositoryVisibility: hydro.usage.v1.RepositoryVisibility;

                /** SubmittableLineItem runner. */
                runner: hydro.usage.v1.Runner;

                /** SubmittableLineItem claimTopic. */
                claimTopic: hydro.billing.v1.ClaimTopic;

                /** SubmittableLineItem claimPartition. */
                claimPartition: number;

                /** SubmittableLineItem claimOffset. */
                claimOffset: number;

                /** SubmittableLineItem attempt. */
                attempt: number;

                /** SubmittableLineItem zuoraAccountNumber. */
                zuoraAccountNumber: string;

                /** SubmittableLineItem zuoraSubscriptionNumber. */
                zuoraSubscriptionNumber: string;

                /** SubmittableLineItem originSite. */
                originSite: string;

                /**
                 * Encodes the specified SubmittableLineItem message. Does not implicitly {@link hydro.billing.v1.SubmittableLineItem.verify|verify} messages.
                 * @param message SubmittableLineItem message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: hydro.billing.v1.SubmittableLineItem.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SubmittableLineItem message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {hydro.billing.v1.SubmittableLineItem & hydro.billing.v1.SubmittableLineItem.$Shape} SubmittableLineItem
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hydro.billing.v1.SubmittableLineItem & hydro.billing.v1.SubmittableLineItem.$Shape;
            }

            namespace SubmittableLineItem {

                /** Properties of a SubmittableLineItem. */
                interface $Properties {

                    /** SubmittableLineItem lineItemId */
                    lineItemId?: (Uint8Array|null);

                    /** SubmittableLineItem eventId */
                    eventId?: (Uint8Array|null);

                    /** SubmittableLineItem accountId */
                    accountId?: (number|null);

                    /** SubmittableLineItem sku */
                    sku?: (string|null);

                    /** SubmittableLineItem unitOfMeasure */
                    unitOfMeasure?: (string|null);

                    /** SubmittableLineItem units */
                    units?: (number|null);

                    /** SubmittableLineItem nanos */
                    nanos?: (number|null);

                    /** SubmittableLineItem startedAtMs */
                    startedAtMs?: (number|null);

                    /** SubmittableLineItem endedAtMs */
                    endedAtMs?: (number|null);

                    /** SubmittableLineItem repositoryName */
                    repositoryName?: (string|null);

                    /** SubmittableLineItem repositoryVisibility */
                    repositoryVisibility?: (hydro.usage.v1.RepositoryVisibility|null);

                    /** SubmittableLineItem runner */
                    runner?: (hydro.usage.v1.Runner|null);

                    /** SubmittableLineItem claimTopic */
                    claimTopic?: (hydro.billing.v1.ClaimTopic|null);

                    /** SubmittableLineItem claimPartition */
                    claimPartition?: (number|null);

                    /** SubmittableLineItem claimOffset */
                    claimOffset?: (number|null);

                    /** SubmittableLineItem attempt */
                    attempt?: (number|null);

                    /** SubmittableLineItem zuoraAccountNumber */
                    zuoraAccountNumber?: (string|null);

                    /** SubmittableLineItem zuoraSubscriptionNumber */
                    zuoraSubscriptionNumber?: (string|null);

                    /** SubmittableLineItem originSite */
                    originSite?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SubmittableLineItem. */
                type $Shape = hydro.billing.v1.SubmittableLineItem.$Properties;
            }

            /**
             * Properties of a RejectedLineItem.
             * @deprecated Use hydro.billing.v1.RejectedLineItem.$Properties instead.
             */
            interface IRejectedLineItem extends hydro.billing.v1.RejectedLineItem.$Properties {
            }

            /** Represents a RejectedLineItem. */
            class RejectedLineItem {

                /**
                 * Constructs a new RejectedLineItem.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: hydro.billing.v1.RejectedLineItem.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** RejectedLineItem lineItemId. */
                lineItemId: Uint8Array;

                /** RejectedLineItem eventId. */
                eventId: Uint8Array;

                /** RejectedLineItem accountId. */
                accountId: number;

                /** RejectedLineItem sku. */
                sku: string;

                /** RejectedLineItem unitOfMeasure. */
                unitOfMeasure: string;

                /** RejectedLineItem units. */
                units: number;

                /** RejectedLineItem nanos. */
                nanos: number;

                /** RejectedLineItem startedAtMs. */
                startedAtMs: number;

                /** RejectedLineItem endedAtMs. */
                endedAtMs: number;

                /** RejectedLineItem repositoryName. */
                repositoryName: string;

                /** RejectedLineItem repositoryVisibility. */
                repositoryVisibility: hydro.usage.v1.RepositoryVisibility;

                /** RejectedLineItem runner. */
                runner: hydro.usage.v1.Runner;

                /** RejectedLineItem claimTopic. */
                claimTopic: hydro.billing.v1.ClaimTopic;

                /** RejectedLineItem claimPartition. */
                claimPartition: number;

                /** RejectedLineItem claimOffset. */
                claimOffset: number;

                /** RejectedLineItem attempt. */
                attempt: number;

                /** RejectedLineItem reason. */
                reason: string;

                /** RejectedLineItem accountVersion. */
                accountVersion: number;

                /**
                 * Encodes the specified RejectedLineItem message. Does not implicitly {@link hydro.billing.v1.RejectedLineItem.verify|verify} messages.
                 * @param message RejectedLineItem message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: hydro.billing.v1.RejectedLineItem.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RejectedLineItem message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {hydro.billing.v1.RejectedLineItem & hydro.billing.v1.RejectedLineItem.$Shape} RejectedLineItem
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hydro.billing.v1.RejectedLineItem & hydro.billing.v1.RejectedLineItem.$Shape;
            }

            namespace RejectedLineItem {

                /** Properties of a RejectedLineItem. */
                interface $Properties {

                    /** RejectedLineItem lineItemId */
                    lineItemId?: (Uint8Array|null);

                    /** RejectedLineItem eventId */
                    eventId?: (Uint8Array|null);

                    /** RejectedLineItem accountId */
                    accountId?: (number|null);

                    /** RejectedLineItem sku */
                    sku?: (string|null);

                    /** RejectedLineItem unitOfMeasure */
                    unitOfMeasure?: (string|null);

                    /** RejectedLineItem units */
                    units?: (number|null);

                    /** RejectedLineItem nanos */
                    nanos?: (number|null);

                    /** RejectedLineItem startedAtMs */
                    startedAtMs?: (number|null);

                    /** RejectedLineItem endedAtMs */
                    endedAtMs?: (number|null);

                    /** RejectedLineItem repositoryName */
                    repositoryName?: (string|null);

                    /** RejectedLineItem repositoryVisibility */
                    repositoryVisibility?: (hydro.usage.v1.RepositoryVisibility|null);

                    /** RejectedLineItem runner */
                    runner?: (hydro.usage.v1.Runner|null);

                    /** RejectedLineItem claimTopic */
                    claimTopic?: (hydro.billing.v1.ClaimTopic|null);

                    /** RejectedLineItem claimPartition */
                    claimPartition?: (number|null);

                    /** RejectedLineItem claimOffset */
                    claimOffset?: (number|null);

                    /** RejectedLineItem attempt */
                    attempt?: (number|null);

                    /** RejectedLineItem reason */
                    reason?: (string|null);

                    /** RejectedLineItem accountVersion */
                    accountVersion?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a RejectedLineItem. */
                type $Shape = hydro.billing.v1.RejectedLineItem.$Properties;
            }

            /**
             * Properties of a CsvFileEvent.
             * @deprecated Use hydro.billing.v1.CsvFileEvent.$Properties instead.
             */
            interface ICsvFileEvent extends hydro.billing.v1.CsvFileEvent.$Properties {
            }

            /** Represents a CsvFileEvent. */
            class CsvFileEvent {

                /**
                 * Constructs a new CsvFileEvent.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: hydro.billing.v1.CsvFileEvent.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** CsvFileEvent fileId. */
                fileId: number;

                /** CsvFileEvent rowsAppended. */
                rowsAppended?: (hydro.billing.v1.RowsAppended.$Properties|null);

                /** CsvFileEvent fileClosed. */
                fileClosed?: (hydro.billing.v1.FileClosed.$Properties|null);

                /** CsvFileEvent revisionMade. */
                revisionMade?: (hydro.billing.v1.RevisionMade.$Properties|null);

                /** CsvFileEvent attemptStarted. */
                attemptStarted?: (hydro.billing.v1.AttemptStarted.$Properties|null);

                /** CsvFileEvent event. */
                event?: ("rowsAppended"|"fileClosed"|"revisionMade"|"attemptStarted");

                /**
                 * Encodes the specified CsvFileEvent message. Does not implicitly {@link hydro.billing.v1.CsvFileEvent.verify|verify} messages.
                 * @param message CsvFileEvent message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: hydro.billing.v1.CsvFileEvent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a CsvFileEvent message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {hydro.billing.v1.CsvFileEvent & hydro.billing.v1.CsvFileEvent.$Shape} CsvFileEvent
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hydro.billing.v1.CsvFileEvent & hydro.billing.v1.CsvFileEvent.$Shape;
            }

            namespace CsvFileEvent {

                /** Properties of a CsvFileEvent. */
                interface $Properties {

                    /** CsvFileEvent fileId */
                    fileId?: (number|null);

                    /** CsvFileEvent rowsAppended */
                    rowsAppended?: (hydro.billing.v1.RowsAppended.$Properties|null);

                    /** CsvFileEvent fileClosed */
                    fileClosed?: (hydro.billing.v1.FileClosed.$Properties|null);

                    /** CsvFileEvent revisionMade */
                    revisionMade?: (hydro.billing.v1.RevisionMade.$Properties|null);

                    /** CsvFileEvent attemptStarted */
                    attemptStarted?: (hydro.billing.v1.AttemptStarted.$Properties|null);

                    /** CsvFileEvent event */
                    event?: ("rowsAppended"|"fileClosed"|"revisionMade"|"attemptStarted");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a CsvFileEvent. */
                type $Shape = {
                  fileId?: number|null;
                  rowsAppended?: hydro.billing.v1.RowsAppended.$Shape|null;
                  fileClosed?: hydro.billing.v1.FileClosed.$Shape|null;
                  revisionMade?: hydro.billing.v1.RevisionMade.$Shape|null;
                  attemptStarted?: hydro.billing.v1.AttemptStarted.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ event?: undefined; rowsAppended?: null; fileClosed?: null; revisionMade?: null; attemptStarted?: null }|{ event?: "rowsAppended"; rowsAppended: hydro.billing.v1.RowsAppended.$Shape; fileClosed?: null; revisionMade?: null; attemptStarted?: null }|{ event?: "fileClosed"; rowsAppended?: null; fileClosed: hydro.billing.v1.FileClosed.$Shape; revisionMade?: null; attemptStarted?: null }|{ event?: "revisionMade"; rowsAppended?: null; fileClosed?: null; revisionMade: hydro.billing.v1.RevisionMade.$Shape; attemptStarted?: null }|{ event?: "attemptStarted"; rowsAppended?: null; fileClosed?: null; revisionMade?: null; attemptStarted: hydro.billing.v1.AttemptStarted.$Shape })
                );
            }

            /**
             * Properties of a RowsAppended.
             * @deprecated Use hydro.billing.v1.RowsAppended.$Properties instead.
             */
            interface IRowsAppended extends hydro.billing.v1.RowsAppended.$Properties {
            }

            /** Represents a RowsAppended. */
            class RowsAppended {

                /**
                 * Constructs a new RowsAppended.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: hydro.billing.v1.RowsAppended.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** RowsAppended firstRow. */
                firstRow: number;

                /** RowsAppended lineItemIds. */
                lineItemIds: Uint8Array;

                /** RowsAppended attempts. */
                attempts: number[];

                /** RowsAppended nextOffset. */
                nextOffset: number;

                /** RowsAppended eventAgeMs. */
                eventAgeMs: number[];

                /** RowsAppended measuredAs. */
                measuredAs: hydro.billing.v1.MeasuredAs.$Properties[];

                /** RowsAppended rowMeasuredAs. */
                rowMeasuredAs: Uint8Array;

                /**
                 * Encodes the specified RowsAppended message. Does not implicitly {@link hydro.billing.v1.RowsAppended.verify|verify} messages.
                 * @param message RowsAppended message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: hydro.billing.v1.RowsAppended.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RowsAppended message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {hydro.billing.v1.RowsAppended & hydro.billing.v1.RowsAppended.$Shape} RowsAppended
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hydro.billing.v1.RowsAppended & hydro.billing.v1.RowsAppended.$Shape;
            }

            namespace RowsAppended {

                /** Properties of a RowsAppended. */
                interface $Properties {

                    /** RowsAppended firstRow */
                    firstRow?: (number|null);

                    /** RowsAppended lineItemIds */
                    lineItemIds?: (Uint8Array|null);

                    /** RowsAppended attempts */
                    attempts?: (number[]|null);

                    /** RowsAppended nextOffset */
                    nextOffset?: (number|null);

                    /** RowsAppended eventAgeMs */
                    eventAgeMs?: (number[]|null);

                    /** RowsAppended measuredAs */
                    measuredAs?: (hydro.billing.v1.MeasuredAs.$Properties[]|null);

                    /** RowsAppended rowMeasuredAs */
                    rowMeasuredAs?: (Uint8Array|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a RowsAppended. */
                type $Shape = hydro.billing.v1.RowsAppended.$Properties;
            }

            /**
             * Properties of a MeasuredAs.
             * @deprecated Use hydro.billing.v1.MeasuredAs.$Properties instead.
             */
            interface IMeasuredAs extends hydro.billing.v1.MeasuredAs.$Properties {
            }

            /** Represents a MeasuredAs. */
            class MeasuredAs {

                /**
                 * Constructs a new MeasuredAs.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: hydro.billing.v1.MeasuredAs.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** MeasuredAs product. */
                product: string;

                /** MeasuredAs originSite. */
                originSite: string;

                /**
                 * Encodes the specified MeasuredAs message. Does not implicitly {@link hydro.billing.v1.MeasuredAs.verify|verify} messages.
                 * @param message MeasuredAs message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: hydro.billing.v1.MeasuredAs.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a MeasuredAs message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {hydro.billing.v1.MeasuredAs & hydro.billing.v1.MeasuredAs.$Shape} MeasuredAs
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hydro.billing.v1.MeasuredAs & hydro.billing.v1.MeasuredAs.$Shape;
            }

            namespace MeasuredAs {

                /** Properties of a MeasuredAs. */
                interface $Properties {

                    /** MeasuredAs product */
                    product?: (string|null);

                    /** MeasuredAs originSite */
                    originSite?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a MeasuredAs. */
                type $Shape = hydro.billing.v1.MeasuredAs.$Properties;
            }

            /**
             * Properties of a Mark.
             * @deprecated Use hydro.billing.v1.Mark.$Properties instead.
             */
            interface IMark extends hydro.billing.v1.Mark.$Properties {
            }

            /** Represents a Mark. */
            class Mark {

                /**
                 * Constructs a new Mark.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: hydro.billing.v1.Mark.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Mark topic. */
                topic: hydro.billing.v1.ClaimTopic;

                /** Mark partition. */
                partition: number;

                /** Mark offset. */
                offset: number;

                /**
                 * Encodes the specified Mark message. Does not implicitly {@link hydro.billing.v1.Mark.verify|verify} messages.
                 * @param message Mark message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: hydro.billing.v1.Mark.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Mark message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {hydro.billing.v1.Mark & hydro.billing.v1.Mark.$Shape} Mark
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hydro.billing.v1.Mark & hydro.billing.v1.Mark.$Shape;
            }

            namespace Mark {

                /** Properties of a Mark. */
                interface $Properties {

                    /** Mark topic */
                    topic?: (hydro.billing.v1.ClaimTopic|null);

                    /** Mark partition */
                    partition?: (number|null);

                    /** Mark offset */
                    offset?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Mark. */
                type $Shape = hydro.billing.v1.Mark.$Properties;
            }

            /**
             * Properties of a RenderProfile.
             * @deprecated Use hydro.billing.v1.RenderProfile.$Properties instead.
             */
            interface IRenderProfile extends hydro.billing.v1.RenderProfile.$Properties {
            }

            /** Represents a RenderProfile. */
            class RenderProfile {

                /**
                 * Constructs a new RenderProfile.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: hydro.billing.v1.RenderProfile.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** RenderProfile dateFormat. */
                dateFormat: string;

                /** RenderProfile uniqueKey. */
                uniqueKey: boolean;

                /** RenderProfile rendererVersion. */
                rendererVersion: number;

                /**
                 * Encodes the specified RenderProfile message. Does not implicitly {@link hydro.billing.v1.RenderProfile.verify|verify} messages.
                 * @param message RenderProfile message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: hydro.billing.v1.RenderProfile.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RenderProfile message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {hydro.billing.v1.RenderProfile & hydro.billing.v1.RenderProfile.$Shape} RenderProfile
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hydro.billing.v1.RenderProfile & hydro.billing.v1.RenderProfile.$Shape;
            }

            namespace RenderProfile {

                /** Properties of a RenderProfile. */
                interface $Properties {

                    /** RenderProfile dateFormat */
                    dateFormat?: (string|null);

                    /** RenderProfile uniqueKey */
                    uniqueKey?: (boolean|null);

                    /** RenderProfile rendererVersion */
                    rendererVersion?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a RenderProfile. */
                type $Shape = hydro.billing.v1.RenderProfile.$Properties;
            }

            /**
             * Properties of a FileClosed.
             * @deprecated Use hydro.billing.v1.FileClosed.$Properties instead.
             */
            interface IFileClosed extends hydro.billing.v1.FileClosed.$Properties {
            }

            /** Represents a FileClosed. */
            class FileClosed {

                /**
                 * Constructs a new FileClosed.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: hydro.billing.v1.FileClosed.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** FileClosed sequence. */
                sequence: number;

                /** FileClosed firstOffset. */
                firstOffset: number;

                /** FileClosed nextOffset. */
                nextOffset: number;

                /** FileClosed openingMarks. */
                openingMarks: hydro.billing.v1.Mark.$Properties[];

                /** FileClosed rows. */
                rows: number;

                /** FileClosed sizeBytes. */
                sizeBytes: number;

                /** FileClosed sha256. */
                sha256: Uint8Array;

                /** FileClosed profile. */
                profile?: (hydro.billing.v1.RenderProfile.$Properties|null);

                /** FileClosed objectKey. */
                objectKey: string;

                /** FileClosed openedAtMs. */
                openedAtMs: number;

                /** FileClosed closedAtMs. */
                closedAtMs: number;

                /** FileClosed rowsSha256. */
                rowsSha256: Uint8Array;

                /**
                 * Encodes the specified FileClosed message. Does not implicitly {@link hydro.billing.v1.FileClosed.verify|verify} messages.
                 * @param message FileClosed message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: hydro.billing.v1.FileClosed.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a FileClosed message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {hydro.billing.v1.FileClosed & hydro.billing.v1.FileClosed.$Shape} FileClosed
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hydro.billing.v1.FileClosed & hydro.billing.v1.FileClosed.$Shape;
            }

            namespace FileClosed {

                /** Properties of a FileClosed. */
                interface $Properties {

                    /** FileClosed sequence */
                    sequence?: (number|null);

                    /** FileClosed firstOffset */
                    firstOffset?: (number|null);

                    /** FileClosed nextOffset */
                    nextOffset?: (number|null);

                    /** FileClosed openingMarks */
                    openingMarks?: (hydro.billing.v1.Mark.$Properties[]|null);

                    /** FileClosed rows */
                    rows?: (number|null);

                    /** FileClosed sizeBytes */
                    sizeBytes?: (number|null);

                    /** FileClosed sha256 */
                    sha256?: (Uint8Array|null);

                    /** FileClosed profile */
                    profile?: (hydro.billing.v1.RenderProfile.$Properties|null);

                    /** FileClosed objectKey */
                    objectKey?: (string|null);

                    /** FileClosed openedAtMs */
                    openedAtMs?: (number|null);

                    /** FileClosed closedAtMs */
                    closedAtMs?: (number|null);

                    /** FileClosed rowsSha256 */
                    rowsSha256?: (Uint8Array|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a FileClosed. */
                type $Shape = hydro.billing.v1.FileClosed.$Properties;
            }

            /**
             * Properties of a RevisionMade.
             * @deprecated Use hydro.billing.v1.RevisionMade.$Properties instead.
             */
            interface IRevisionMade extends hydro.billing.v1.RevisionMade.$Properties {
            }

            /** Represents a RevisionMade. */
            class RevisionMade {

                /**
                 * Constructs a new RevisionMade.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: hydro.billing.v1.RevisionMade.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** RevisionMade revision. */
                revision: number;

                /** RevisionMade leftOutRows. */
                leftOutRows: number[];

                /**
                 * Encodes the specified RevisionMade message. Does not implicitly {@link hydro.billing.v1.RevisionMade.verify|verify} messages.
                 * @param message RevisionMade message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: hydro.billing.v1.RevisionMade.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RevisionMade message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {hydro.billing.v1.RevisionMade & hydro.billing.v1.RevisionMade.$Shape} RevisionMade
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hydro.billing.v1.RevisionMade & hydro.billing.v1.RevisionMade.$Shape;
            }

            namespace RevisionMade {

                /** Properties of a RevisionMade. */
                interface $Properties {

                    /** RevisionMade revision */
                    revision?: (number|null);

                    /** RevisionMade leftOutRows */
                    leftOutRows?: (number[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a RevisionMade. */
                type $Shape = hydro.billing.v1.RevisionMade.$Properties;
            }

            /**
             * Properties of an AttemptStarted.
             * @deprecated Use hydro.billing.v1.AttemptStarted.$Properties instead.
             */
            interface IAttemptStarted extends hydro.billing.v1.AttemptStarted.$Properties {
            }

            /** Represents an AttemptStarted. */
            class AttemptStarted {

                /**
                 * Constructs a new AttemptStarted.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: hydro.billing.v1.AttemptStarted.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** AttemptStarted revision. */
                revision: number;

                /** AttemptStarted idempotencyKey. */
                idempotencyKey: string;

                /** AttemptStarted number. */
                number: number;

                /** AttemptStarted startedAtMs. */
                startedAtMs: number;

                /**
                 * Encodes the specified AttemptStarted message. Does not implicitly {@link hydro.billing.v1.AttemptStarted.verify|verify} messages.
                 * @param message AttemptStarted message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: hydro.billing.v1.AttemptStarted.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an AttemptStarted message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {hydro.billing.v1.AttemptStarted & hydro.billing.v1.AttemptStarted.$Shape} AttemptStarted
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hydro.billing.v1.AttemptStarted & hydro.billing.v1.AttemptStarted.$Shape;
            }

            namespace AttemptStarted {

                /** Properties of an AttemptStarted. */
                interface $Properties {

                    /** AttemptStarted revision */
                    revision?: (number|null);

                    /** AttemptStarted idempotencyKey */
                    idempotencyKey?: (string|null);

                    /** AttemptStarted number */
                    number?: (number|null);

                    /** AttemptStarted startedAtMs */
                    startedAtMs?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an AttemptStarted. */
                type $Shape = hydro.billing.v1.AttemptStarted.$Properties;
            }
        }
    }

    /** Namespace accounts. */
    namespace accounts {

        /** Namespace v1. */
        namespace v1 {

            /** Standing enum. */
            enum Standing {

                /** STANDING_UNSPECIFIED value */
                STANDING_UNSPECIFIED = 0,

                /** ACTIVE value */
                ACTIVE = 1,

                /** SUSPENDED value */
                SUSPENDED = 2,

                /** SPAMMY value */
                SPAMMY = 3,

                /** DELETED value */
                DELETED = 4
            }

            /** Plan enum. */
            enum Plan {

                /** PLAN_UNSPECIFIED value */
                PLAN_UNSPECIFIED = 0,

                /** FREE value */
                FREE = 1,

                /** TEAM value */
                TEAM = 2,

                /** ENTERPRISE value */
                ENTERPRISE = 3
            }

            /**
             * Properties of an AccountChanged.
             * @deprecated Use hydro.accounts.v1.AccountChanged.$Properties instead.
             */
            interface IAccountChanged extends hydro.accounts.v1.AccountChanged.$Properties {
            }

            /** Represents an AccountChanged. */
            class AccountChanged {

                /**
                 * Constructs a new AccountChanged.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: hydro.accounts.v1.AccountChanged.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** AccountChanged accountId. */
                accountId: number;

                /** AccountChanged version. */
                version: number;

                /** AccountChanged login. */
                login: string;

                /** AccountChanged zuoraAccountNumber. */
                zuoraAccountNumber: string;

                /** AccountChanged zuoraSubscriptionNumber. */
                zuoraSubscriptionNumber: string;

                /** AccountChanged standing. */
                standing: hydro.accounts.v1.Standing;

                /** AccountChanged billingEnabled. */
                billingEnabled: boolean;

                /** AccountChanged plan. */
                plan: hydro.accounts.v1.Plan;

                /**
                 * Encodes the specified AccountChanged message. Does not implicitly {@link hydro.accounts.v1.AccountChanged.verify|verify} messages.
                 * @param message AccountChanged message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: hydro.accounts.v1.AccountChanged.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an AccountChanged message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {hydro.accounts.v1.AccountChanged & hydro.accounts.v1.AccountChanged.$Shape} AccountChanged
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): hydro.accounts.v1.AccountChanged & hydro.accounts.v1.AccountChanged.$Shape;
            }

            namespace AccountChanged {

                /** Properties of an AccountChanged. */
                interface $Properties {

                    /** AccountChanged accountId */
                    accountId?: (number|null);

                    /** AccountChanged version */
                    version?: (number|null);

                    /** AccountChanged login */
                    login?: (string|null);

                    /** AccountChanged zuoraAccountNumber */
                    zuoraAccountNumber?: (string|null);

                    /** AccountChanged zuoraSubscriptionNumber */
                    zuoraSubscriptionNumber?: (string|null);

                    /** AccountChanged standing */
                    standing?: (hydro.accounts.v1.Standing|null);

                    /** AccountChanged billingEnabled */
                    billingEnabled?: (boolean|null);

                    /** AccountChanged plan */
                    plan?: (hydro.accounts.v1.Plan|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an AccountChanged. */
                type $Shape = hydro.accounts.v1.AccountChanged.$Properties;
            }
        }
    }
}

/** Namespace google. */
export namespace google {

    /** Namespace protobuf. */
    namespace protobuf {

        /**
         * Properties of a Timestamp.
         * @deprecated Use google.protobuf.Timestamp.$Properties instead.
         */
        interface ITimestamp extends google.protobuf.Timestamp.$Properties {
        }

        /** Represents a Timestamp. */
        class Timestamp {

            /**
             * Constructs a new Timestamp.
             * @param [properties] Properties to set
             */
            constructor(properties?: google.protobuf.Timestamp.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Timestamp seconds. */
            seconds: number;

            /** Timestamp nanos. */
            nanos: number;

            /**
             * Encodes the specified Timestamp message. Does not implicitly {@link google.protobuf.Timestamp.verify|verify} messages.
             * @param message Timestamp message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: google.protobuf.Timestamp.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Timestamp message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {google.protobuf.Timestamp & google.protobuf.Timestamp.$Shape} Timestamp
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): google.protobuf.Timestamp & google.protobuf.Timestamp.$Shape;
        }

        namespace Timestamp {

            /** Properties of a Timestamp. */
            interface $Properties {

                /** Timestamp seconds */
                seconds?: (number|null);

                /** Timestamp nanos */
                nanos?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Timestamp. */
            type $Shape = google.protobuf.Timestamp.$Properties;
        }
    }
}
