// Generated from proto/hydro by `npm run generate`. Do not edit.
/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["hydrometer"] || ($protobuf.roots["hydrometer"] = {});

export const hydro = $root.hydro = (() => {

    /**
     * Namespace hydro.
     * @exports hydro
     * @namespace
     */
    const hydro = {};

    hydro.usage = (function() {

        /**
         * Namespace usage.
         * @memberof hydro
         * @namespace
         */
        const usage = {};

        usage.v1 = (function() {

            /**
             * Namespace v1.
             * @memberof hydro.usage
             * @namespace
             */
            const v1 = {};

            /**
             * RepositoryVisibility enum.
             * @name hydro.usage.v1.RepositoryVisibility
             * @enum {number}
             * @property {number} REPOSITORY_VISIBILITY_UNSPECIFIED=0 REPOSITORY_VISIBILITY_UNSPECIFIED value
             * @property {number} PUBLIC=1 PUBLIC value
             * @property {number} PRIVATE=2 PRIVATE value
             * @property {number} INTERNAL=3 INTERNAL value
             */
            v1.RepositoryVisibility = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "REPOSITORY_VISIBILITY_UNSPECIFIED"] = 0;
                values[valuesById[1] = "PUBLIC"] = 1;
                values[valuesById[2] = "PRIVATE"] = 2;
                values[valuesById[3] = "INTERNAL"] = 3;
                return values;
            })();

            /**
             * Runner enum.
             * @name hydro.usage.v1.Runner
             * @enum {number}
             * @property {number} RUNNER_UNSPECIFIED=0 RUNNER_UNSPECIFIED value
             * @property {number} HOSTED=1 HOSTED value
             * @property {number} SELF_HOSTED=2 SELF_HOSTED value
             */
            v1.Runner = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "RUNNER_UNSPECIFIED"] = 0;
                values[valuesById[1] = "HOSTED"] = 1;
                values[valuesById[2] = "SELF_HOSTED"] = 2;
                return values;
            })();

            v1.Quantity = (function() {

                /**
                 * Properties of a Quantity.
                 * @typedef {Object} hydro.usage.v1.Quantity.$Properties
                 * @property {number|null} [units] Quantity units
                 * @property {number|null} [nanos] Quantity nanos
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Quantity.
                 * @memberof hydro.usage.v1
                 * @interface IQuantity
                 * @augments hydro.usage.v1.Quantity.$Properties
                 * @deprecated Use hydro.usage.v1.Quantity.$Properties instead.
                 */

                /**
                 * Shape of a Quantity.
                 * @typedef {hydro.usage.v1.Quantity.$Properties} hydro.usage.v1.Quantity.$Shape
                 */

                /**
                 * Constructs a new Quantity.
                 * @memberof hydro.usage.v1
                 * @classdesc Represents a Quantity.
                 * @constructor
                 * @param {hydro.usage.v1.Quantity.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Quantity = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Quantity units.
                 * @member {number} units
                 * @memberof hydro.usage.v1.Quantity
                 * @instance
                 */
                Quantity.prototype.units = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * Quantity nanos.
                 * @member {number} nanos
                 * @memberof hydro.usage.v1.Quantity
                 * @instance
                 */
                Quantity.prototype.nanos = 0;

                /**
                 * Encodes the specified Quantity message. Does not implicitly {@link hydro.usage.v1.Quantity.verify|verify} messages.
                 * @function encode
                 * @memberof hydro.usage.v1.Quantity
                 * @static
                 * @param {hydro.usage.v1.Quantity.$Properties} message Quantity message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Quantity.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.units != null && $Object.hasOwnProperty.call(message, "units") && (typeof message.units === "object" ? message.units.low || message.units.high : message.units !== 0))
                        writer.uint32(/* id 1, wireType 0 =*/8).int64(message.units);
                    if (message.nanos != null && $Object.hasOwnProperty.call(message, "nanos") && message.nanos !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).int32(message.nanos);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Quantity message from the specified reader or buffer.
                 * @function decode
                 * @memberof hydro.usage.v1.Quantity
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {hydro.usage.v1.Quantity & hydro.usage.v1.Quantity.$Shape} Quantity
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Quantity.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.hydro.usage.v1.Quantity();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.units = value;
                                else
                                    delete message.units;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.nanos = value;
                                else
                                    delete message.nanos;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Quantity;
            })();

            v1.ActionsUsage = (function() {

                /**
                 * Properties of an ActionsUsage.
                 * @typedef {Object} hydro.usage.v1.ActionsUsage.$Properties
                 * @property {string|null} [eventId] ActionsUsage eventId
                 * @property {number|null} [accountId] ActionsUsage accountId
                 * @property {number|null} [repositoryId] ActionsUsage repositoryId
                 * @property {string|null} [repositoryName] ActionsUsage repositoryName
                 * @property {hydro.usage.v1.RepositoryVisibility|null} [repositoryVisibility] ActionsUsage repositoryVisibility
                 * @property {string|null} [actorLogin] ActionsUsage actorLogin
                 * @property {string|null} [workflowPath] ActionsUsage workflowPath
                 * @property {string|null} [jobId] ActionsUsage jobId
                 * @property {hydro.usage.v1.Runner|null} [runner] ActionsUsage runner
                 * @property {string|null} [sku] ActionsUsage sku
                 * @property {google.protobuf.Timestamp.$Properties|null} [startedAt] ActionsUsage startedAt
                 * @property {google.protobuf.Timestamp.$Properties|null} [endedAt] ActionsUsage endedAt
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an ActionsUsage.
                 * @memberof hydro.usage.v1
                 * @interface IActionsUsage
                 * @augments hydro.usage.v1.ActionsUsage.$Properties
                 * @deprecated Use hydro.usage.v1.ActionsUsage.$Properties instead.
                 */

                /**
                 * Shape of an ActionsUsage.
                 * @typedef {hydro.usage.v1.ActionsUsage.$Properties} hydro.usage.v1.ActionsUsage.$Shape
                 */

                /**
                 * Constructs a new ActionsUsage.
                 * @memberof hydro.usage.v1
                 * @classdesc Represents an ActionsUsage.
                 * @constructor
                 * @param {hydro.usage.v1.ActionsUsage.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ActionsUsage = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ActionsUsage eventId.
                 * @member {string} eventId
                 * @memberof hydro.usage.v1.ActionsUsage
                 * @instance
                 */
                ActionsUsage.prototype.eventId = "";

                /**
                 * ActionsUsage accountId.
                 * @member {number} accountId
                 * @memberof hydro.usage.v1.ActionsUsage
                 * @instance
                 */
                ActionsUsage.prototype.accountId = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * ActionsUsage repositoryId.
                 * @member {number} repositoryId
                 * @memberof hydro.usage.v1.ActionsUsage
                 * @instance
                 */
                ActionsUsage.prototype.repositoryId = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * ActionsUsage repositoryName.
                 * @member {string} repositoryName
                 * @memberof hydro.usage.v1.ActionsUsage
                 * @instance
                 */
                ActionsUsage.prototype.repositoryName = "";

                /**
                 * ActionsUsage repositoryVisibility.
                 * @member {hydro.usage.v1.RepositoryVisibility} repositoryVisibility
                 * @memberof hydro.usage.v1.ActionsUsage
                 * @instance
                 */
                ActionsUsage.prototype.repositoryVisibility = 0;

                /**
                 * ActionsUsage actorLogin.
                 * @member {string} actorLogin
                 * @memberof hydro.usage.v1.ActionsUsage
                 * @instance
                 */
                ActionsUsage.prototype.actorLogin = "";

                /**
                 * ActionsUsage workflowPath.
                 * @member {string} workflowPath
                 * @memberof hydro.usage.v1.ActionsUsage
                 * @instance
                 */
                ActionsUsage.prototype.workflowPath = "";

                /**
                 * ActionsUsage jobId.
                 * @member {string} jobId
                 * @memberof hydro.usage.v1.ActionsUsage
                 * @instance
                 */
                ActionsUsage.prototype.jobId = "";

                /**
                 * ActionsUsage runner.
                 * @member {hydro.usage.v1.Runner} runner
                 * @memberof hydro.usage.v1.ActionsUsage
                 * @instance
                 */
                ActionsUsage.prototype.runner = 0;

                /**
                 * ActionsUsage sku.
                 * @member {string} sku
                 * @memberof hydro.usage.v1.ActionsUsage
                 * @instance
                 */
                ActionsUsage.prototype.sku = "";

                /**
                 * ActionsUsage startedAt.
                 * @member {google.protobuf.Timestamp.$Properties|null|undefined} startedAt
                 * @memberof hydro.usage.v1.ActionsUsage
                 * @instance
                 */
                ActionsUsage.prototype.startedAt = null;

                /**
                 * ActionsUsage endedAt.
                 * @member {google.protobuf.Timestamp.$Properties|null|undefined} endedAt
                 * @memberof hydro.usage.v1.ActionsUsage
                 * @instance
                 */
                ActionsUsage.prototype.endedAt = null;

                /**
                 * Encodes the specified ActionsUsage message. Does not implicitly {@link hydro.usage.v1.ActionsUsage.verify|verify} messages.
                 * @function encode
                 * @memberof hydro.usage.v1.ActionsUsage
                 * @static
                 * @param {hydro.usage.v1.ActionsUsage.$Properties} message ActionsUsage message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ActionsUsage.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.eventId != null && $Object.hasOwnProperty.call(message, "eventId") && message.eventId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.eventId);
                    if (message.accountId != null && $Object.hasOwnProperty.call(message, "accountId") && (typeof message.accountId === "object" ? message.accountId.low || message.accountId.high : message.accountId !== 0))
                        writer.uint32(/* id 2, wireType 0 =*/16).int64(message.accountId);
                    if (message.repositoryId != null && $Object.hasOwnProperty.call(message, "repositoryId") && (typeof message.repositoryId === "object" ? message.repositoryId.low || message.repositoryId.high : message.repositoryId !== 0))
                        writer.uint32(/* id 3, wireType 0 =*/24).int64(message.repositoryId);
                    if (message.repositoryName != null && $Object.hasOwnProperty.call(message, "repositoryName") && message.repositoryName !== "")
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.repositoryName);
                    if (message.repositoryVisibility != null && $Object.hasOwnProperty.call(message, "repositoryVisibility") && message.repositoryVisibility !== 0)
                        writer.uint32(/* id 5, wireType 0 =*/40).int32(message.repositoryVisibility);
                    if (message.actorLogin != null && $Object.hasOwnProperty.call(message, "actorLogin") && message.actorLogin !== "")
                        writer.uint32(/* id 6, wireType 2 =*/50).string(message.actorLogin);
                    if (message.workflowPath != null && $Object.hasOwnProperty.call(message, "workflowPath") && message.workflowPath !== "")
                        writer.uint32(/* id 7, wireType 2 =*/58).string(message.workflowPath);
                    if (message.jobId != null && $Object.hasOwnProperty.call(message, "jobId") && message.jobId !== "")
                        writer.uint32(/* id 8, wireType 2 =*/66).string(message.jobId);
                    if (message.runner != null && $Object.hasOwnProperty.call(message, "runner") && message.runner !== 0)
                        writer.uint32(/* id 9, wireType 0 =*/72).int32(message.runner);
                    if (message.sku != null && $Object.hasOwnProperty.call(message, "sku") && message.sku !== "")
                        writer.uint32(/* id 10, wireType 2 =*/82).string(message.sku);
                    if (message.startedAt != null && $Object.hasOwnProperty.call(message, "startedAt"))
                        $root.google.protobuf.Timestamp.encode(message.startedAt, writer.uint32(/* id 11, wireType 2 =*/90).fork(), _depth + 1).ldelim();
                    if (message.endedAt != null && $Object.hasOwnProperty.call(message, "endedAt"))
                        $root.google.protobuf.Timestamp.encode(message.endedAt, writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an ActionsUsage message from the specified reader or buffer.
                 * @function decode
                 * @memberof hydro.usage.v1.ActionsUsage
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {hydro.usage.v1.ActionsUsage & hydro.usage.v1.ActionsUsage.$Shape} ActionsUsage
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ActionsUsage.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.hydro.usage.v1.ActionsUsage();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.eventId = value;
                                else
                                    delete message.eventId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.accountId = value;
                                else
                                    delete message.accountId;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.repositoryId = value;
                                else
                                    delete message.repositoryId;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.repositoryName = value;
                                else
                                    delete message.repositoryName;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.repositoryVisibility = value;
                                else
                                    delete message.repositoryVisibility;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.actorLogin = value;
                                else
                                    delete message.actorLogin;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.workflowPath = value;
                                else
                                    delete message.workflowPath;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.jobId = value;
                                else
                                    delete message.jobId;
                                continue;
                            }
                        case 9: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.runner = value;
                                else
                                    delete message.runner;
                                continue;
                            }
                        case 10: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.sku = value;
                                else
                                    delete message.sku;
                                continue;
                            }
                        case 11: {
                                if (wireType !== 2)
                                    break;
                                message.startedAt = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.startedAt);
                                continue;
                            }
                        case 12: {
                                if (wireType !== 2)
                                    break;
                                message.endedAt = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.endedAt);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return ActionsUsage;
            })();

            v1.PackagesUsage = (function() {

                /**
                 * Properties of a PackagesUsage.
                 * @typedef {Object} hydro.usage.v1.PackagesUsage.$Properties
                 * @property {string|null} [eventId] PackagesUsage eventId
                 * @property {number|null} [accountId] PackagesUsage accountId
                 * @property {number|null} [repositoryId] PackagesUsage repositoryId
                 * @property {string|null} [repositoryName] PackagesUsage repositoryName
                 * @property {hydro.usage.v1.RepositoryVisibility|null} [repositoryVisibility] PackagesUsage repositoryVisibility
                 * @property {string|null} [actorLogin] PackagesUsage actorLogin
                 * @property {string|null} [packageName] PackagesUsage packageName
                 * @property {string|null} [sku] PackagesUsage sku
                 * @property {number|null} [bytesTransferred] PackagesUsage bytesTransferred
                 * @property {google.protobuf.Timestamp.$Properties|null} [transferredAt] PackagesUsage transferredAt
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a PackagesUsage.
                 * @memberof hydro.usage.v1
                 * @interface IPackagesUsage
                 * @augments hydro.usage.v1.PackagesUsage.$Properties
                 * @deprecated Use hydro.usage.v1.PackagesUsage.$Properties instead.
                 */

                /**
                 * Shape of a PackagesUsage.
                 * @typedef {hydro.usage.v1.PackagesUsage.$Properties} hydro.usage.v1.PackagesUsage.$Shape
                 */

                /**
                 * Constructs a new PackagesUsage.
                 * @memberof hydro.usage.v1
                 * @classdesc Represents a PackagesUsage.
                 * @constructor
                 * @param {hydro.usage.v1.PackagesUsage.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const PackagesUsage = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * PackagesUsage eventId.
                 * @member {string} eventId
                 * @memberof hydro.usage.v1.PackagesUsage
                 * @instance
                 */
                PackagesUsage.prototype.eventId = "";

                /**
                 * PackagesUsage accountId.
                 * @member {number} accountId
                 * @memberof hydro.usage.v1.PackagesUsage
                 * @instance
                 */
                PackagesUsage.prototype.accountId = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * PackagesUsage repositoryId.
                 * @member {number} repositoryId
                 * @memberof hydro.usage.v1.PackagesUsage
                 * @instance
                 */
                PackagesUsage.prototype.repositoryId = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * PackagesUsage repositoryName.
                 * @member {string} repositoryName
                 * @memberof hydro.usage.v1.PackagesUsage
                 * @instance
                 */
                PackagesUsage.prototype.repositoryName = "";

                /**
                 * PackagesUsage repositoryVisibility.
                 * @member {hydro.usage.v1.RepositoryVisibility} repositoryVisibility
                 * @memberof hydro.usage.v1.PackagesUsage
                 * @instance
                 */
                PackagesUsage.prototype.repositoryVisibility = 0;

                /**
                 * PackagesUsage actorLogin.
                 * @member {string} actorLogin
                 * @memberof hydro.usage.v1.PackagesUsage
                 * @instance
                 */
                PackagesUsage.prototype.actorLogin = "";

                /**
                 * PackagesUsage packageName.
                 * @member {string} packageName
                 * @memberof hydro.usage.v1.PackagesUsage
                 * @instance
                 */
                PackagesUsage.prototype.packageName = "";

                /**
                 * PackagesUsage sku.
                 * @member {string} sku
                 * @memberof hydro.usage.v1.PackagesUsage
                 * @instance
                 */
                PackagesUsage.prototype.sku = "";

                /**
                 * PackagesUsage bytesTransferred.
                 * @member {number} bytesTransferred
                 * @memberof hydro.usage.v1.PackagesUsage
                 * @instance
                 */
                PackagesUsage.prototype.bytesTransferred = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * PackagesUsage transferredAt.
                 * @member {google.protobuf.Timestamp.$Properties|null|undefined} transferredAt
                 * @memberof hydro.usage.v1.PackagesUsage
                 * @instance
                 */
                PackagesUsage.prototype.transferredAt = null;

                /**
                 * Encodes the specified PackagesUsage message. Does not implicitly {@link hydro.usage.v1.PackagesUsage.verify|verify} messages.
                 * @function encode
                 * @memberof hydro.usage.v1.PackagesUsage
                 * @static
                 * @param {hydro.usage.v1.PackagesUsage.$Properties} message PackagesUsage message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                PackagesUsage.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.eventId != null && $Object.hasOwnProperty.call(message, "eventId") && message.eventId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.eventId);
                    if (message.accountId != null && $Object.hasOwnProperty.call(message, "accountId") && (typeof message.accountId === "object" ? message.accountId.low || message.accountId.high : message.accountId !== 0))
                        writer.uint32(/* id 2, wireType 0 =*/16).int64(message.accountId);
                    if (message.repositoryId != null && $Object.hasOwnProperty.call(message, "repositoryId") && (typeof message.repositoryId === "object" ? message.repositoryId.low || message.repositoryId.high : message.repositoryId !== 0))
                        writer.uint32(/* id 3, wireType 0 =*/24).int64(message.repositoryId);
                    if (message.repositoryName != null && $Object.hasOwnProperty.call(message, "repositoryName") && message.repositoryName !== "")
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.repositoryName);
                    if (message.repositoryVisibility != null && $Object.hasOwnProperty.call(message, "repositoryVisibility") && message.repositoryVisibility !== 0)
                        writer.uint32(/* id 5, wireType 0 =*/40).int32(message.repositoryVisibility);
                    if (message.actorLogin != null && $Object.hasOwnProperty.call(message, "actorLogin") && message.actorLogin !== "")
                        writer.uint32(/* id 6, wireType 2 =*/50).string(message.actorLogin);
                    if (message.packageName != null && $Object.hasOwnProperty.call(message, "packageName") && message.packageName !== "")
                        writer.uint32(/* id 7, wireType 2 =*/58).string(message.packageName);
                    if (message.sku != null && $Object.hasOwnProperty.call(message, "sku") && message.sku !== "")
                        writer.uint32(/* id 8, wireType 2 =*/66).string(message.sku);
                    if (message.bytesTransferred != null && $Object.hasOwnProperty.call(message, "bytesTransferred") && (typeof message.bytesTransferred === "object" ? message.bytesTransferred.low || message.bytesTransferred.high : message.bytesTransferred !== 0))
                        writer.uint32(/* id 9, wireType 0 =*/72).int64(message.bytesTransferred);
                    if (message.transferredAt != null && $Object.hasOwnProperty.call(message, "transferredAt"))
                        $root.google.protobuf.Timestamp.encode(message.transferredAt, writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a PackagesUsage message from the specified reader or buffer.
                 * @function decode
                 * @memberof hydro.usage.v1.PackagesUsage
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {hydro.usage.v1.PackagesUsage & hydro.usage.v1.PackagesUsage.$Shape} PackagesUsage
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                PackagesUsage.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.hydro.usage.v1.PackagesUsage();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.eventId = value;
                                else
                                    delete message.eventId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.accountId = value;
                                else
                                    delete message.accountId;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.repositoryId = value;
                                else
                                    delete message.repositoryId;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.repositoryName = value;
                                else
                                    delete message.repositoryName;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.repositoryVisibility = value;
                                else
                                    delete message.repositoryVisibility;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.actorLogin = value;
                                else
                                    delete message.actorLogin;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.packageName = value;
                                else
                                    delete message.packageName;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.sku = value;
                                else
                                    delete message.sku;
                                continue;
                            }
                        case 9: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.bytesTransferred = value;
                                else
                                    delete message.bytesTransferred;
                                continue;
                            }
                        case 10: {
                                if (wireType !== 2)
                                    break;
                                message.transferredAt = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.transferredAt);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return PackagesUsage;
            })();

            v1.StorageUsage = (function() {

                /**
                 * Properties of a StorageUsage.
                 * @typedef {Object} hydro.usage.v1.StorageUsage.$Properties
                 * @property {string|null} [eventId] StorageUsage eventId
                 * @property {number|null} [accountId] StorageUsage accountId
                 * @property {number|null} [repositoryId] StorageUsage repositoryId
                 * @property {string|null} [repositoryName] StorageUsage repositoryName
                 * @property {hydro.usage.v1.RepositoryVisibility|null} [repositoryVisibility] StorageUsage repositoryVisibility
                 * @property {string|null} [sku] StorageUsage sku
                 * @property {number|null} [storedBytes] StorageUsage storedBytes
                 * @property {google.protobuf.Timestamp.$Properties|null} [periodStart] StorageUsage periodStart
                 * @property {google.protobuf.Timestamp.$Properties|null} [periodEnd] StorageUsage periodEnd
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a StorageUsage.
                 * @memberof hydro.usage.v1
                 * @interface IStorageUsage
                 * @augments hydro.usage.v1.StorageUsage.$Properties
                 * @deprecated Use hydro.usage.v1.StorageUsage.$Properties instead.
                 */

                /**
                 * Shape of a StorageUsage.
                 * @typedef {hydro.usage.v1.StorageUsage.$Properties} hydro.usage.v1.StorageUsage.$Shape
                 */

                /**
                 * Constructs a new StorageUsage.
                 * @memberof hydro.usage.v1
                 * @classdesc Represents a StorageUsage.
                 * @constructor
                 * @param {hydro.usage.v1.StorageUsage.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const StorageUsage = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * StorageUsage eventId.
                 * @member {string} eventId
                 * @memberof hydro.usage.v1.StorageUsage
                 * @instance
                 */
                StorageUsage.prototype.eventId = "";

                /**
                 * StorageUsage accountId.
                 * @member {number} accountId
                 * @memberof hydro.usage.v1.StorageUsage
                 * @instance
                 */
                StorageUsage.prototype.accountId = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * StorageUsage repositoryId.
                 * @member {number} repositoryId
                 * @memberof hydro.usage.v1.StorageUsage
                 * @instance
                 */
                StorageUsage.prototype.repositoryId = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * StorageUsage repositoryName.
                 * @member {string} repositoryName
                 * @memberof hydro.usage.v1.StorageUsage
                 * @instance
                 */
                StorageUsage.prototype.repositoryName = "";

                /**
                 * StorageUsage repositoryVisibility.
                 * @member {hydro.usage.v1.RepositoryVisibility} repositoryVisibility
                 * @memberof hydro.usage.v1.StorageUsage
                 * @instance
                 */
                StorageUsage.prototype.repositoryVisibility = 0;

                /**
                 * StorageUsage sku.
                 * @member {string} sku
                 * @memberof hydro.usage.v1.StorageUsage
                 * @instance
                 */
                StorageUsage.prototype.sku = "";

                /**
                 * StorageUsage storedBytes.
                 * @member {number} storedBytes
                 * @memberof hydro.usage.v1.StorageUsage
                 * @instance
                 */
                StorageUsage.prototype.storedBytes = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * StorageUsage periodStart.
                 * @member {google.protobuf.Timestamp.$Properties|null|undefined} periodStart
                 * @memberof hydro.usage.v1.StorageUsage
                 * @instance
                 */
                StorageUsage.prototype.periodStart = null;

                /**
                 * StorageUsage periodEnd.
                 * @member {google.protobuf.Timestamp.$Properties|null|undefined} periodEnd
                 * @memberof hydro.usage.v1.StorageUsage
                 * @instance
                 */
                StorageUsage.prototype.periodEnd = null;

                /**
                 * Encodes the specified StorageUsage message. Does not implicitly {@link hydro.usage.v1.StorageUsage.verify|verify} messages.
                 * @function encode
                 * @memberof hydro.usage.v1.StorageUsage
                 * @static
                 * @param {hydro.usage.v1.StorageUsage.$Properties} message StorageUsage message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                StorageUsage.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.eventId != null && $Object.hasOwnProperty.call(message, "eventId") && message.eventId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.eventId);
                    if (message.accountId != null && $Object.hasOwnProperty.call(message, "accountId") && (typeof message.accountId === "object" ? message.accountId.low || message.accountId.high : message.accountId !== 0))
                        writer.uint32(/* id 2, wireType 0 =*/16).int64(message.accountId);
                    if (message.repositoryId != null && $Object.hasOwnProperty.call(message, "repositoryId") && (typeof message.repositoryId === "object" ? message.repositoryId.low || message.repositoryId.high : message.repositoryId !== 0))
                        writer.uint32(/* id 3, wireType 0 =*/24).int64(message.repositoryId);
                    if (message.repositoryName != null && $Object.hasOwnProperty.call(message, "repositoryName") && message.repositoryName !== "")
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.repositoryName);
                    if (message.repositoryVisibility != null && $Object.hasOwnProperty.call(message, "repositoryVisibility") && message.repositoryVisibility !== 0)
                        writer.uint32(/* id 5, wireType 0 =*/40).int32(message.repositoryVisibility);
                    if (message.sku != null && $Object.hasOwnProperty.call(message, "sku") && message.sku !== "")
                        writer.uint32(/* id 6, wireType 2 =*/50).string(message.sku);
                    if (message.storedBytes != null && $Object.hasOwnProperty.call(message, "storedBytes") && (typeof message.storedBytes === "object" ? message.storedBytes.low || message.storedBytes.high : message.storedBytes !== 0))
                        writer.uint32(/* id 7, wireType 0 =*/56).int64(message.storedBytes);
                    if (message.periodStart != null && $Object.hasOwnProperty.call(message, "periodStart"))
                        $root.google.protobuf.Timestamp.encode(message.periodStart, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                    if (message.periodEnd != null && $Object.hasOwnProperty.call(message, "periodEnd"))
                        $root.google.protobuf.Timestamp.encode(message.periodEnd, writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a StorageUsage message from the specified reader or buffer.
                 * @function decode
                 * @memberof hydro.usage.v1.StorageUsage
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {hydro.usage.v1.StorageUsage & hydro.usage.v1.StorageUsage.$Shape} StorageUsage
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                StorageUsage.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.hydro.usage.v1.StorageUsage();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.eventId = value;
                                else
                                    delete message.eventId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.accountId = value;
                                else
                                    delete message.accountId;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.repositoryId = value;
                                else
                                    delete message.repositoryId;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.repositoryName = value;
                                else
                                    delete message.repositoryName;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.repositoryVisibility = value;
                                else
                                    delete message.repositoryVisibility;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.sku = value;
                                else
                                    delete message.sku;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.storedBytes = value;
                                else
                                    delete message.storedBytes;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 2)
                                    break;
                                message.periodStart = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.periodStart);
                                continue;
                            }
                        case 9: {
                                if (wireType !== 2)
                                    break;
                                message.periodEnd = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.periodEnd);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return StorageUsage;
            })();

            v1.MeteredUsage = (function() {

                /**
                 * Properties of a MeteredUsage.
                 * @typedef {Object} hydro.usage.v1.MeteredUsage.$Properties
                 * @property {string|null} [eventId] MeteredUsage eventId
                 * @property {number|null} [accountId] MeteredUsage accountId
                 * @property {string|null} [repositoryName] MeteredUsage repositoryName
                 * @property {string|null} [product] MeteredUsage product
                 * @property {string|null} [sku] MeteredUsage sku
                 * @property {hydro.usage.v1.Quantity.$Properties|null} [quantity] MeteredUsage quantity
                 * @property {string|null} [unitOfMeasure] MeteredUsage unitOfMeasure
                 * @property {google.protobuf.Timestamp.$Properties|null} [usageStart] MeteredUsage usageStart
                 * @property {google.protobuf.Timestamp.$Properties|null} [usageEnd] MeteredUsage usageEnd
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a MeteredUsage.
                 * @memberof hydro.usage.v1
                 * @interface IMeteredUsage
                 * @augments hydro.usage.v1.MeteredUsage.$Properties
                 * @deprecated Use hydro.usage.v1.MeteredUsage.$Properties instead.
                 */

                /**
                 * Shape of a MeteredUsage.
                 * @typedef {hydro.usage.v1.MeteredUsage.$Properties} hydro.usage.v1.MeteredUsage.$Shape
                 */

                /**
                 * Constructs a new MeteredUsage.
                 * @memberof hydro.usage.v1
                 * @classdesc Represents a MeteredUsage.
                 * @constructor
                 * @param {hydro.usage.v1.MeteredUsage.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const MeteredUsage = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * MeteredUsage eventId.
                 * @member {string} eventId
                 * @memberof hydro.usage.v1.MeteredUsage
                 * @instance
                 */
                MeteredUsage.prototype.eventId = "";

                /**
                 * MeteredUsage accountId.
                 * @member {number} accountId
                 * @memberof hydro.usage.v1.MeteredUsage
                 * @instance
                 */
                MeteredUsage.prototype.accountId = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * MeteredUsage repositoryName.
                 * @member {string} repositoryName
                 * @memberof hydro.usage.v1.MeteredUsage
                 * @instance
                 */
                MeteredUsage.prototype.repositoryName = "";

                /**
                 * MeteredUsage product.
                 * @member {string} product
                 * @memberof hydro.usage.v1.MeteredUsage
                 * @instance
                 */
                MeteredUsage.prototype.product = "";

                /**
                 * MeteredUsage sku.
                 * @member {string} sku
                 * @memberof hydro.usage.v1.MeteredUsage
                 * @instance
                 */
                MeteredUsage.prototype.sku = "";

                /**
                 * MeteredUsage quantity.
                 * @member {hydro.usage.v1.Quantity.$Properties|null|undefined} quantity
                 * @memberof hydro.usage.v1.MeteredUsage
                 * @instance
                 */
                MeteredUsage.prototype.quantity = null;

                /**
                 * MeteredUsage unitOfMeasure.
                 * @member {string} unitOfMeasure
                 * @memberof hydro.usage.v1.MeteredUsage
                 * @instance
                 */
                MeteredUsage.prototype.unitOfMeasure = "";

                /**
                 * MeteredUsage usageStart.
                 * @member {google.protobuf.Timestamp.$Properties|null|undefined} usageStart
                 * @memberof hydro.usage.v1.MeteredUsage
                 * @instance
                 */
                MeteredUsage.prototype.usageStart = null;

                /**
                 * MeteredUsage usageEnd.
                 * @member {google.protobuf.Timestamp.$Properties|null|undefined} usageEnd
                 * @memberof hydro.usage.v1.MeteredUsage
                 * @instance
                 */
                MeteredUsage.prototype.usageEnd = null;

                /**
                 * Encodes the specified MeteredUsage message. Does not implicitly {@link hydro.usage.v1.MeteredUsage.verify|verify} messages.
                 * @function encode
                 * @memberof hydro.usage.v1.MeteredUsage
                 * @static
                 * @param {hydro.usage.v1.MeteredUsage.$Properties} message MeteredUsage message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                MeteredUsage.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.eventId != null && $Object.hasOwnProperty.call(message, "eventId") && message.eventId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.eventId);
                    if (message.accountId != null && $Object.hasOwnProperty.call(message, "accountId") && (typeof message.accountId === "object" ? message.accountId.low || message.accountId.high : message.accountId !== 0))
                        writer.uint32(/* id 2, wireType 0 =*/16).int64(message.accountId);
                    if (message.repositoryName != null && $Object.hasOwnProperty.call(message, "repositoryName") && message.repositoryName !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.repositoryName);
                    if (message.product != null && $Object.hasOwnProperty.call(message, "product") && message.product !== "")
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.product);
                    if (message.sku != null && $Object.hasOwnProperty.call(message, "sku") && message.sku !== "")
                        writer.uint32(/* id 5, wireType 2 =*/42).string(message.sku);
                    if (message.quantity != null && $Object.hasOwnProperty.call(message, "quantity"))
                        $root.hydro.usage.v1.Quantity.encode(message.quantity, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                    if (message.unitOfMeasure != null && $Object.hasOwnProperty.call(message, "unitOfMeasure") && message.unitOfMeasure !== "")
                        writer.uint32(/* id 7, wireType 2 =*/58).string(message.unitOfMeasure);
                    if (message.usageStart != null && $Object.hasOwnProperty.call(message, "usageStart"))
                        $root.google.protobuf.Timestamp.encode(message.usageStart, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                    if (message.usageEnd != null && $Object.hasOwnProperty.call(message, "usageEnd"))
                        $root.google.protobuf.Timestamp.encode(message.usageEnd, writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a MeteredUsage message from the specified reader or buffer.
                 * @function decode
                 * @memberof hydro.usage.v1.MeteredUsage
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {hydro.usage.v1.MeteredUsage & hydro.usage.v1.MeteredUsage.$Shape} MeteredUsage
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                MeteredUsage.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.hydro.usage.v1.MeteredUsage();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.eventId = value;
                                else
                                    delete message.eventId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.accountId = value;
                                else
                                    delete message.accountId;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.repositoryName = value;
                                else
                                    delete message.repositoryName;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.product = value;
                                else
                                    delete message.product;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.sku = value;
                                else
                                    delete message.sku;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                message.quantity = $root.hydro.usage.v1.Quantity.decode(reader, reader.size(), $undefined, _depth + 1, message.quantity);
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.unitOfMeasure = value;
                                else
                                    delete message.unitOfMeasure;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 2)
                                    break;
                                message.usageStart = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.usageStart);
                                continue;
                            }
                        case 9: {
                                if (wireType !== 2)
                                    break;
                                message.usageEnd = $root.google.protobuf.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.usageEnd);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return MeteredUsage;
            })();

            return v1;
        })();

        return usage;
    })();

    hydro.billing = (function() {

        /**
         * Namespace billing.
         * @memberof hydro
         * @namespace
         */
        const billing = {};

        billing.v1 = (function() {

            /**
             * Namespace v1.
             * @memberof hydro.billing
             * @namespace
             */
            const v1 = {};

            v1.LineItem = (function() {

                /**
                 * Properties of a LineItem.
                 * @typedef {Object} hydro.billing.v1.LineItem.$Properties
                 * @property {Uint8Array|null} [lineItemId] LineItem lineItemId
                 * @property {Uint8Array|null} [eventId] LineItem eventId
                 * @property {number|null} [accountId] LineItem accountId
                 * @property {string|null} [sku] LineItem sku
                 * @property {string|null} [unitOfMeasure] LineItem unitOfMeasure
                 * @property {number|null} [units] LineItem units
                 * @property {number|null} [nanos] LineItem nanos
                 * @property {number|null} [startedAtMs] LineItem startedAtMs
                 * @property {number|null} [endedAtMs] LineItem endedAtMs
                 * @property {string|null} [repositoryName] LineItem repositoryName
                 * @property {hydro.usage.v1.RepositoryVisibility|null} [repositoryVisibility] LineItem repositoryVisibility
                 * @property {hydro.usage.v1.Runner|null} [runner] LineItem runner
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a LineItem.
                 * @memberof hydro.billing.v1
                 * @interface ILineItem
                 * @augments hydro.billing.v1.LineItem.$Properties
                 * @deprecated Use hydro.billing.v1.LineItem.$Properties instead.
                 */

                /**
                 * Shape of a LineItem.
                 * @typedef {hydro.billing.v1.LineItem.$Properties} hydro.billing.v1.LineItem.$Shape
                 */

                /**
                 * Constructs a new LineItem.
                 * @memberof hydro.billing.v1
                 * @classdesc Represents a LineItem.
                 * @constructor
                 * @param {hydro.billing.v1.LineItem.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const LineItem = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * LineItem lineItemId.
                 * @member {Uint8Array} lineItemId
                 * @memberof hydro.billing.v1.LineItem
                 * @instance
                 */
                LineItem.prototype.lineItemId = $util.newBuffer([]);

                /**
                 * LineItem eventId.
                 * @member {Uint8Array} eventId
                 * @memberof hydro.billing.v1.LineItem
                 * @instance
                 */
                LineItem.prototype.eventId = $util.newBuffer([]);

                /**
                 * LineItem accountId.
                 * @member {number} accountId
                 * @memberof hydro.billing.v1.LineItem
                 * @instance
                 */
                LineItem.prototype.accountId = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * LineItem sku.
                 * @member {string} sku
                 * @memberof hydro.billing.v1.LineItem
                 * @instance
                 */
                LineItem.prototype.sku = "";

                /**
                 * LineItem unitOfMeasure.
                 * @member {string} unitOfMeasure
                 * @memberof hydro.billing.v1.LineItem
                 * @instance
                 */
                LineItem.prototype.unitOfMeasure = "";

                /**
                 * LineItem units.
                 * @member {number} units
                 * @memberof hydro.billing.v1.LineItem
                 * @instance
                 */
                LineItem.prototype.units = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * LineItem nanos.
                 * @member {number} nanos
                 * @memberof hydro.billing.v1.LineItem
                 * @instance
                 */
                LineItem.prototype.nanos = 0;

                /**
                 * LineItem startedAtMs.
                 * @member {number} startedAtMs
                 * @memberof hydro.billing.v1.LineItem
                 * @instance
                 */
                LineItem.prototype.startedAtMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * LineItem endedAtMs.
                 * @member {number} endedAtMs
                 * @memberof hydro.billing.v1.LineItem
                 * @instance
                 */
                LineItem.prototype.endedAtMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * LineItem repositoryName.
                 * @member {string} repositoryName
                 * @memberof hydro.billing.v1.LineItem
                 * @instance
                 */
                LineItem.prototype.repositoryName = "";

                /**
                 * LineItem repositoryVisibility.
                 * @member {hydro.usage.v1.RepositoryVisibility} repositoryVisibility
                 * @memberof hydro.billing.v1.LineItem
                 * @instance
                 */
                LineItem.prototype.repositoryVisibility = 0;

                /**
                 * LineItem runner.
                 * @member {hydro.usage.v1.Runner} runner
                 * @memberof hydro.billing.v1.LineItem
                 * @instance
                 */
                LineItem.prototype.runner = 0;

                /**
                 * Encodes the specified LineItem message. Does not implicitly {@link hydro.billing.v1.LineItem.verify|verify} messages.
                 * @function encode
                 * @memberof hydro.billing.v1.LineItem
                 * @static
                 * @param {hydro.billing.v1.LineItem.$Properties} message LineItem message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                LineItem.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.lineItemId != null && $Object.hasOwnProperty.call(message, "lineItemId") && message.lineItemId.length)
                        writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.lineItemId);
                    if (message.eventId != null && $Object.hasOwnProperty.call(message, "eventId") && message.eventId.length)
                        writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.eventId);
                    if (message.accountId != null && $Object.hasOwnProperty.call(message, "accountId") && (typeof message.accountId === "object" ? message.accountId.low || message.accountId.high : message.accountId !== 0))
                        writer.uint32(/* id 3, wireType 0 =*/24).int64(message.accountId);
                    if (message.sku != null && $Object.hasOwnProperty.call(message, "sku") && message.sku !== "")
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.sku);
                    if (message.unitOfMeasure != null && $Object.hasOwnProperty.call(message, "unitOfMeasure") && message.unitOfMeasure !== "")
                        writer.uint32(/* id 5, wireType 2 =*/42).string(message.unitOfMeasure);
                    if (message.units != null && $Object.hasOwnProperty.call(message, "units") && (typeof message.units === "object" ? message.units.low || message.units.high : message.units !== 0))
                        writer.uint32(/* id 6, wireType 0 =*/48).int64(message.units);
                    if (message.nanos != null && $Object.hasOwnProperty.call(message, "nanos") && message.nanos !== 0)
                        writer.uint32(/* id 7, wireType 0 =*/56).int32(message.nanos);
                    if (message.startedAtMs != null && $Object.hasOwnProperty.call(message, "startedAtMs") && (typeof message.startedAtMs === "object" ? message.startedAtMs.low || message.startedAtMs.high : message.startedAtMs !== 0))
                        writer.uint32(/* id 8, wireType 0 =*/64).int64(message.startedAtMs);
                    if (message.endedAtMs != null && $Object.hasOwnProperty.call(message, "endedAtMs") && (typeof message.endedAtMs === "object" ? message.endedAtMs.low || message.endedAtMs.high : message.endedAtMs !== 0))
                        writer.uint32(/* id 9, wireType 0 =*/72).int64(message.endedAtMs);
                    if (message.repositoryName != null && $Object.hasOwnProperty.call(message, "repositoryName") && message.repositoryName !== "")
                        writer.uint32(/* id 10, wireType 2 =*/82).string(message.repositoryName);
                    if (message.repositoryVisibility != null && $Object.hasOwnProperty.call(message, "repositoryVisibility") && message.repositoryVisibility !== 0)
                        writer.uint32(/* id 11, wireType 0 =*/88).int32(message.repositoryVisibility);
                    if (message.runner != null && $Object.hasOwnProperty.call(message, "runner") && message.runner !== 0)
                        writer.uint32(/* id 12, wireType 0 =*/96).int32(message.runner);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a LineItem message from the specified reader or buffer.
                 * @function decode
                 * @memberof hydro.billing.v1.LineItem
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {hydro.billing.v1.LineItem & hydro.billing.v1.LineItem.$Shape} LineItem
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                LineItem.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.hydro.billing.v1.LineItem();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.lineItemId = value;
                                else
                                    delete message.lineItemId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.eventId = value;
                                else
                                    delete message.eventId;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.accountId = value;
                                else
                                    delete message.accountId;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.sku = value;
                                else
                                    delete message.sku;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.unitOfMeasure = value;
                                else
                                    delete message.unitOfMeasure;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.units = value;
                                else
                                    delete message.units;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.nanos = value;
                                else
                                    delete message.nanos;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.startedAtMs = value;
                                else
                                    delete message.startedAtMs;
                                continue;
                            }
                        case 9: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.endedAtMs = value;
                                else
                                    delete message.endedAtMs;
                                continue;
                            }
                        case 10: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.repositoryName = value;
                                else
                                    delete message.repositoryName;
                                continue;
                            }
                        case 11: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.repositoryVisibility = value;
                                else
                                    delete message.repositoryVisibility;
                                continue;
                            }
                        case 12: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.runner = value;
                                else
                                    delete message.runner;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return LineItem;
            })();

            /**
             * ClaimTopic enum.
             * @name hydro.billing.v1.ClaimTopic
             * @enum {number}
             * @property {number} CLAIM_TOPIC_UNSPECIFIED=0 CLAIM_TOPIC_UNSPECIFIED value
             * @property {number} BILLING_LINE_ITEMS=1 BILLING_LINE_ITEMS value
             * @property {number} SUBMISSION_FILTER_RETRY=2 SUBMISSION_FILTER_RETRY value
             */
            v1.ClaimTopic = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "CLAIM_TOPIC_UNSPECIFIED"] = 0;
                values[valuesById[1] = "BILLING_LINE_ITEMS"] = 1;
                values[valuesById[2] = "SUBMISSION_FILTER_RETRY"] = 2;
                return values;
            })();

            v1.SubmittableLineItem = (function() {

                /**
                 * Properties of a SubmittableLineItem.
                 * @typedef {Object} hydro.billing.v1.SubmittableLineItem.$Properties
                 * @property {Uint8Array|null} [lineItemId] SubmittableLineItem lineItemId
                 * @property {Uint8Array|null} [eventId] SubmittableLineItem eventId
                 * @property {number|null} [accountId] SubmittableLineItem accountId
                 * @property {string|null} [sku] SubmittableLineItem sku
                 * @property {string|null} [unitOfMeasure] SubmittableLineItem unitOfMeasure
                 * @property {number|null} [units] SubmittableLineItem units
                 * @property {number|null} [nanos] SubmittableLineItem nanos
                 * @property {number|null} [startedAtMs] SubmittableLineItem startedAtMs
                 * @property {number|null} [endedAtMs] SubmittableLineItem endedAtMs
                 * @property {string|null} [repositoryName] SubmittableLineItem repositoryName
                 * @property {hydro.usage.v1.RepositoryVisibility|null} [repositoryVisibility] SubmittableLineItem repositoryVisibility
                 * @property {hydro.usage.v1.Runner|null} [runner] SubmittableLineItem runner
                 * @property {hydro.billing.v1.ClaimTopic|null} [claimTopic] SubmittableLineItem claimTopic
                 * @property {number|null} [claimPartition] SubmittableLineItem claimPartition
                 * @property {number|null} [claimOffset] SubmittableLineItem claimOffset
                 * @property {number|null} [attempt] SubmittableLineItem attempt
                 * @property {string|null} [zuoraAccountNumber] SubmittableLineItem zuoraAccountNumber
                 * @property {string|null} [zuoraSubscriptionNumber] SubmittableLineItem zuoraSubscriptionNumber
                 * @property {string|null} [originSite] SubmittableLineItem originSite
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a SubmittableLineItem.
                 * @memberof hydro.billing.v1
                 * @interface ISubmittableLineItem
                 * @augments hydro.billing.v1.SubmittableLineItem.$Properties
                 * @deprecated Use hydro.billing.v1.SubmittableLineItem.$Properties instead.
                 */

                /**
                 * Shape of a SubmittableLineItem.
                 * @typedef {hydro.billing.v1.SubmittableLineItem.$Properties} hydro.billing.v1.SubmittableLineItem.$Shape
                 */

                /**
                 * Constructs a new SubmittableLineItem.
                 * @memberof hydro.billing.v1
                 * @classdesc Represents a SubmittableLineItem.
                 * @constructor
                 * @param {hydro.billing.v1.SubmittableLineItem.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const SubmittableLineItem = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * SubmittableLineItem lineItemId.
                 * @member {Uint8Array} lineItemId
                 * @memberof hydro.billing.v1.SubmittableLineItem
                 * @instance
                 */
                SubmittableLineItem.prototype.lineItemId = $util.newBuffer([]);

                /**
                 * SubmittableLineItem eventId.
                 * @member {Uint8Array} eventId
                 * @memberof hydro.billing.v1.SubmittableLineItem
                 * @instance
                 */
                SubmittableLineItem.prototype.eventId = $util.newBuffer([]);

                /**
                 * SubmittableLineItem accountId.
                 * @member {number} accountId
                 * @memberof hydro.billing.v1.SubmittableLineItem
                 * @instance
                 */
                SubmittableLineItem.prototype.accountId = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * SubmittableLineItem sku.
                 * @member {string} sku
                 * @memberof hydro.billing.v1.SubmittableLineItem
                 * @instance
                 */
                SubmittableLineItem.prototype.sku = "";

                /**
                 * SubmittableLineItem unitOfMeasure.
                 * @member {string} unitOfMeasure
                 * @memberof hydro.billing.v1.SubmittableLineItem
                 * @instance
                 */
                SubmittableLineItem.prototype.unitOfMeasure = "";

                /**
                 * SubmittableLineItem units.
                 * @member {number} units
                 * @memberof hydro.billing.v1.SubmittableLineItem
                 * @instance
                 */
                SubmittableLineItem.prototype.units = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * SubmittableLineItem nanos.
                 * @member {number} nanos
                 * @memberof hydro.billing.v1.SubmittableLineItem
                 * @instance
                 */
                SubmittableLineItem.prototype.nanos = 0;

                /**
                 * SubmittableLineItem startedAtMs.
                 * @member {number} startedAtMs
                 * @memberof hydro.billing.v1.SubmittableLineItem
                 * @instance
                 */
                SubmittableLineItem.prototype.startedAtMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * SubmittableLineItem endedAtMs.
                 * @member {number} endedAtMs
                 * @memberof hydro.billing.v1.SubmittableLineItem
                 * @instance
                 */
                SubmittableLineItem.prototype.endedAtMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * SubmittableLineItem repositoryName.
                 * @member {string} repositoryName
                 * @memberof hydro.billing.v1.SubmittableLineItem
                 * @instance
                 */
                SubmittableLineItem.prototype.repositoryName = "";

                /**
                 * SubmittableLineItem repositoryVisibility.
                 * @member {hydro.usage.v1.RepositoryVisibility} repositoryVisibility
                 * @memberof hydro.billing.v1.SubmittableLineItem
                 * @instance
                 */
                SubmittableLineItem.prototype.repositoryVisibility = 0;

                /**
                 * SubmittableLineItem runner.
                 * @member {hydro.usage.v1.Runner} runner
                 * @memberof hydro.billing.v1.SubmittableLineItem
                 * @instance
                 */
                SubmittableLineItem.prototype.runner = 0;

                /**
                 * SubmittableLineItem claimTopic.
                 * @member {hydro.billing.v1.ClaimTopic} claimTopic
                 * @memberof hydro.billing.v1.SubmittableLineItem
                 * @instance
                 */
                SubmittableLineItem.prototype.claimTopic = 0;

                /**
                 * SubmittableLineItem claimPartition.
                 * @member {number} claimPartition
                 * @memberof hydro.billing.v1.SubmittableLineItem
                 * @instance
                 */
                SubmittableLineItem.prototype.claimPartition = 0;

                /**
                 * SubmittableLineItem claimOffset.
                 * @member {number} claimOffset
                 * @memberof hydro.billing.v1.SubmittableLineItem
                 * @instance
                 */
                SubmittableLineItem.prototype.claimOffset = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * SubmittableLineItem attempt.
                 * @member {number} attempt
                 * @memberof hydro.billing.v1.SubmittableLineItem
                 * @instance
                 */
                SubmittableLineItem.prototype.attempt = 0;

                /**
                 * SubmittableLineItem zuoraAccountNumber.
                 * @member {string} zuoraAccountNumber
                 * @memberof hydro.billing.v1.SubmittableLineItem
                 * @instance
                 */
                SubmittableLineItem.prototype.zuoraAccountNumber = "";

                /**
                 * SubmittableLineItem zuoraSubscriptionNumber.
                 * @member {string} zuoraSubscriptionNumber
                 * @memberof hydro.billing.v1.SubmittableLineItem
                 * @instance
                 */
                SubmittableLineItem.prototype.zuoraSubscriptionNumber = "";

                /**
                 * SubmittableLineItem originSite.
                 * @member {string} originSite
                 * @memberof hydro.billing.v1.SubmittableLineItem
                 * @instance
                 */
                SubmittableLineItem.prototype.originSite = "";

                /**
                 * Encodes the specified SubmittableLineItem message. Does not implicitly {@link hydro.billing.v1.SubmittableLineItem.verify|verify} messages.
                 * @function encode
                 * @memberof hydro.billing.v1.SubmittableLineItem
                 * @static
                 * @param {hydro.billing.v1.SubmittableLineItem.$Properties} message SubmittableLineItem message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                SubmittableLineItem.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.lineItemId != null && $Object.hasOwnProperty.call(message, "lineItemId") && message.lineItemId.length)
                        writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.lineItemId);
                    if (message.eventId != null && $Object.hasOwnProperty.call(message, "eventId") && message.eventId.length)
                        writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.eventId);
                    if (message.accountId != null && $Object.hasOwnProperty.call(message, "accountId") && (typeof message.accountId === "object" ? message.accountId.low || message.accountId.high : message.accountId !== 0))
                        writer.uint32(/* id 3, wireType 0 =*/24).int64(message.accountId);
                    if (message.sku != null && $Object.hasOwnProperty.call(message, "sku") && message.sku !== "")
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.sku);
                    if (message.unitOfMeasure != null && $Object.hasOwnProperty.call(message, "unitOfMeasure") && message.unitOfMeasure !== "")
                        writer.uint32(/* id 5, wireType 2 =*/42).string(message.unitOfMeasure);
                    if (message.units != null && $Object.hasOwnProperty.call(message, "units") && (typeof message.units === "object" ? message.units.low || message.units.high : message.units !== 0))
                        writer.uint32(/* id 6, wireType 0 =*/48).int64(message.units);
                    if (message.nanos != null && $Object.hasOwnProperty.call(message, "nanos") && message.nanos !== 0)
                        writer.uint32(/* id 7, wireType 0 =*/56).int32(message.nanos);
                    if (message.startedAtMs != null && $Object.hasOwnProperty.call(message, "startedAtMs") && (typeof message.startedAtMs === "object" ? message.startedAtMs.low || message.startedAtMs.high : message.startedAtMs !== 0))
                        writer.uint32(/* id 8, wireType 0 =*/64).int64(message.startedAtMs);
                    if (message.endedAtMs != null && $Object.hasOwnProperty.call(message, "endedAtMs") && (typeof message.endedAtMs === "object" ? message.endedAtMs.low || message.endedAtMs.high : message.endedAtMs !== 0))
                        writer.uint32(/* id 9, wireType 0 =*/72).int64(message.endedAtMs);
                    if (message.repositoryName != null && $Object.hasOwnProperty.call(message, "repositoryName") && message.repositoryName !== "")
                        writer.uint32(/* id 10, wireType 2 =*/82).string(message.repositoryName);
                    if (message.repositoryVisibility != null && $Object.hasOwnProperty.call(message, "repositoryVisibility") && message.repositoryVisibility !== 0)
                        writer.uint32(/* id 11, wireType 0 =*/88).int32(message.repositoryVisibility);
                    if (message.runner != null && $Object.hasOwnProperty.call(message, "runner") && message.runner !== 0)
                        writer.uint32(/* id 12, wireType 0 =*/96).int32(message.runner);
                    if (message.claimTopic != null && $Object.hasOwnProperty.call(message, "claimTopic") && message.claimTopic !== 0)
                        writer.uint32(/* id 100, wireType 0 =*/800).int32(message.claimTopic);
                    if (message.claimPartition != null && $Object.hasOwnProperty.call(message, "claimPartition") && message.claimPartition !== 0)
                        writer.uint32(/* id 101, wireType 0 =*/808).int32(message.claimPartition);
                    if (message.claimOffset != null && $Object.hasOwnProperty.call(message, "claimOffset") && (typeof message.claimOffset === "object" ? message.claimOffset.low || message.claimOffset.high : message.claimOffset !== 0))
                        writer.uint32(/* id 102, wireType 0 =*/816).int64(message.claimOffset);
                    if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt") && message.attempt !== 0)
                        writer.uint32(/* id 103, wireType 0 =*/824).int32(message.attempt);
                    if (message.zuoraAccountNumber != null && $Object.hasOwnProperty.call(message, "zuoraAccountNumber") && message.zuoraAccountNumber !== "")
                        writer.uint32(/* id 104, wireType 2 =*/834).string(message.zuoraAccountNumber);
                    if (message.zuoraSubscriptionNumber != null && $Object.hasOwnProperty.call(message, "zuoraSubscriptionNumber") && message.zuoraSubscriptionNumber !== "")
                        writer.uint32(/* id 105, wireType 2 =*/842).string(message.zuoraSubscriptionNumber);
                    if (message.originSite != null && $Object.hasOwnProperty.call(message, "originSite") && message.originSite !== "")
                        writer.uint32(/* id 108, wireType 2 =*/866).string(message.originSite);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a SubmittableLineItem message from the specified reader or buffer.
                 * @function decode
                 * @memberof hydro.billing.v1.SubmittableLineItem
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {hydro.billing.v1.SubmittableLineItem & hydro.billing.v1.SubmittableLineItem.$Shape} SubmittableLineItem
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                SubmittableLineItem.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.hydro.billing.v1.SubmittableLineItem();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.lineItemId = value;
                                else
                                    delete message.lineItemId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.eventId = value;
                                else
                                    delete message.eventId;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.accountId = value;
                                else
                                    delete message.accountId;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.sku = value;
                                else
                                    delete message.sku;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.unitOfMeasure = value;
                                else
                                    delete message.unitOfMeasure;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.units = value;
                                else
                                    delete message.units;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.nanos = value;
                                else
                                    delete message.nanos;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.startedAtMs = value;
                                else
                                    delete message.startedAtMs;
                                continue;
                            }
                        case 9: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.endedAtMs = value;
                                else
                                    delete message.endedAtMs;
                                continue;
                            }
                        case 10: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.repositoryName = value;
                                else
                                    delete message.repositoryName;
                                continue;
                            }
                        case 11: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.repositoryVisibility = value;
                                else
                                    delete message.repositoryVisibility;
                                continue;
                            }
                        case 12: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.runner = value;
                                else
                                    delete message.runner;
                                continue;
                            }
                        case 100: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.claimTopic = value;
                                else
                                    delete message.claimTopic;
                                continue;
                            }
                        case 101: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.claimPartition = value;
                                else
                                    delete message.claimPartition;
                                continue;
                            }
                        case 102: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.claimOffset = value;
                                else
                                    delete message.claimOffset;
                                continue;
                            }
                        case 103: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.attempt = value;
                                else
                                    delete message.attempt;
                                continue;
                            }
                        case 104: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.zuoraAccountNumber = value;
                                else
                                    delete message.zuoraAccountNumber;
                                continue;
                            }
                        case 105: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.zuoraSubscriptionNumber = value;
                                else
                                    delete message.zuoraSubscriptionNumber;
                                continue;
                            }
                        case 108: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.originSite = value;
                                else
                                    delete message.originSite;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return SubmittableLineItem;
            })();

            v1.RejectedLineItem = (function() {

                /**
                 * Properties of a RejectedLineItem.
                 * @typedef {Object} hydro.billing.v1.RejectedLineItem.$Properties
                 * @property {Uint8Array|null} [lineItemId] RejectedLineItem lineItemId
                 * @property {Uint8Array|null} [eventId] RejectedLineItem eventId
                 * @property {number|null} [accountId] RejectedLineItem accountId
                 * @property {string|null} [sku] RejectedLineItem sku
                 * @property {string|null} [unitOfMeasure] RejectedLineItem unitOfMeasure
                 * @property {number|null} [units] RejectedLineItem units
                 * @property {number|null} [nanos] RejectedLineItem nanos
                 * @property {number|null} [startedAtMs] RejectedLineItem startedAtMs
                 * @property {number|null} [endedAtMs] RejectedLineItem endedAtMs
                 * @property {string|null} [repositoryName] RejectedLineItem repositoryName
                 * @property {hydro.usage.v1.RepositoryVisibility|null} [repositoryVisibility] RejectedLineItem repositoryVisibility
                 * @property {hydro.usage.v1.Runner|null} [runner] RejectedLineItem runner
                 * @property {hydro.billing.v1.ClaimTopic|null} [claimTopic] RejectedLineItem claimTopic
                 * @property {number|null} [claimPartition] RejectedLineItem claimPartition
                 * @property {number|null} [claimOffset] RejectedLineItem claimOffset
                 * @property {number|null} [attempt] RejectedLineItem attempt
                 * @property {string|null} [reason] RejectedLineItem reason
                 * @property {number|null} [accountVersion] RejectedLineItem accountVersion
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a RejectedLineItem.
                 * @memberof hydro.billing.v1
                 * @interface IRejectedLineItem
                 * @augments hydro.billing.v1.RejectedLineItem.$Properties
                 * @deprecated Use hydro.billing.v1.RejectedLineItem.$Properties instead.
                 */

                /**
                 * Shape of a RejectedLineItem.
                 * @typedef {hydro.billing.v1.RejectedLineItem.$Properties} hydro.billing.v1.RejectedLineItem.$Shape
                 */

                /**
                 * Constructs a new RejectedLineItem.
                 * @memberof hydro.billing.v1
                 * @classdesc Represents a RejectedLineItem.
                 * @constructor
                 * @param {hydro.billing.v1.RejectedLineItem.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const RejectedLineItem = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * RejectedLineItem lineItemId.
                 * @member {Uint8Array} lineItemId
                 * @memberof hydro.billing.v1.RejectedLineItem
                 * @instance
                 */
                RejectedLineItem.prototype.lineItemId = $util.newBuffer([]);

                /**
                 * RejectedLineItem eventId.
                 * @member {Uint8Array} eventId
                 * @memberof hydro.billing.v1.RejectedLineItem
                 * @instance
                 */
                RejectedLineItem.prototype.eventId = $util.newBuffer([]);

                /**
                 * RejectedLineItem accountId.
                 * @member {number} accountId
                 * @memberof hydro.billing.v1.RejectedLineItem
                 * @instance
                 */
                RejectedLineItem.prototype.accountId = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * RejectedLineItem sku.
                 * @member {string} sku
                 * @memberof hydro.billing.v1.RejectedLineItem
                 * @instance
                 */
                RejectedLineItem.prototype.sku = "";

                /**
                 * RejectedLineItem unitOfMeasure.
                 * @member {string} unitOfMeasure
                 * @memberof hydro.billing.v1.RejectedLineItem
                 * @instance
                 */
                RejectedLineItem.prototype.unitOfMeasure = "";

                /**
                 * RejectedLineItem units.
                 * @member {number} units
                 * @memberof hydro.billing.v1.RejectedLineItem
                 * @instance
                 */
                RejectedLineItem.prototype.units = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * RejectedLineItem nanos.
                 * @member {number} nanos
                 * @memberof hydro.billing.v1.RejectedLineItem
                 * @instance
                 */
                RejectedLineItem.prototype.nanos = 0;

                /**
                 * RejectedLineItem startedAtMs.
                 * @member {number} startedAtMs
                 * @memberof hydro.billing.v1.RejectedLineItem
                 * @instance
                 */
                RejectedLineItem.prototype.startedAtMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * RejectedLineItem endedAtMs.
                 * @member {number} endedAtMs
                 * @memberof hydro.billing.v1.RejectedLineItem
                 * @instance
                 */
                RejectedLineItem.prototype.endedAtMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * RejectedLineItem repositoryName.
                 * @member {string} repositoryName
                 * @memberof hydro.billing.v1.RejectedLineItem
                 * @instance
                 */
                RejectedLineItem.prototype.repositoryName = "";

                /**
                 * RejectedLineItem repositoryVisibility.
                 * @member {hydro.usage.v1.RepositoryVisibility} repositoryVisibility
                 * @memberof hydro.billing.v1.RejectedLineItem
                 * @instance
                 */
                RejectedLineItem.prototype.repositoryVisibility = 0;

                /**
                 * RejectedLineItem runner.
                 * @member {hydro.usage.v1.Runner} runner
                 * @memberof hydro.billing.v1.RejectedLineItem
                 * @instance
                 */
                RejectedLineItem.prototype.runner = 0;

                /**
                 * RejectedLineItem claimTopic.
                 * @member {hydro.billing.v1.ClaimTopic} claimTopic
                 * @memberof hydro.billing.v1.RejectedLineItem
                 * @instance
                 */
                RejectedLineItem.prototype.claimTopic = 0;

                /**
                 * RejectedLineItem claimPartition.
                 * @member {number} claimPartition
                 * @memberof hydro.billing.v1.RejectedLineItem
                 * @instance
                 */
                RejectedLineItem.prototype.claimPartition = 0;

                /**
                 * RejectedLineItem claimOffset.
                 * @member {number} claimOffset
                 * @memberof hydro.billing.v1.RejectedLineItem
                 * @instance
                 */
                RejectedLineItem.prototype.claimOffset = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * RejectedLineItem attempt.
                 * @member {number} attempt
                 * @memberof hydro.billing.v1.RejectedLineItem
                 * @instance
                 */
                RejectedLineItem.prototype.attempt = 0;

                /**
                 * RejectedLineItem reason.
                 * @member {string} reason
                 * @memberof hydro.billing.v1.RejectedLineItem
                 * @instance
                 */
                RejectedLineItem.prototype.reason = "";

                /**
                 * RejectedLineItem accountVersion.
                 * @member {number} accountVersion
                 * @memberof hydro.billing.v1.RejectedLineItem
                 * @instance
                 */
                RejectedLineItem.prototype.accountVersion = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * Encodes the specified RejectedLineItem message. Does not implicitly {@link hydro.billing.v1.RejectedLineItem.verify|verify} messages.
                 * @function encode
                 * @memberof hydro.billing.v1.RejectedLineItem
                 * @static
                 * @param {hydro.billing.v1.RejectedLineItem.$Properties} message RejectedLineItem message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                RejectedLineItem.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.lineItemId != null && $Object.hasOwnProperty.call(message, "lineItemId") && message.lineItemId.length)
                        writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.lineItemId);
                    if (message.eventId != null && $Object.hasOwnProperty.call(message, "eventId") && message.eventId.length)
                        writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.eventId);
                    if (message.accountId != null && $Object.hasOwnProperty.call(message, "accountId") && (typeof message.accountId === "object" ? message.accountId.low || message.accountId.high : message.accountId !== 0))
                        writer.uint32(/* id 3, wireType 0 =*/24).int64(message.accountId);
                    if (message.sku != null && $Object.hasOwnProperty.call(message, "sku") && message.sku !== "")
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.sku);
                    if (message.unitOfMeasure != null && $Object.hasOwnProperty.call(message, "unitOfMeasure") && message.unitOfMeasure !== "")
                        writer.uint32(/* id 5, wireType 2 =*/42).string(message.unitOfMeasure);
                    if (message.units != null && $Object.hasOwnProperty.call(message, "units") && (typeof message.units === "object" ? message.units.low || message.units.high : message.units !== 0))
                        writer.uint32(/* id 6, wireType 0 =*/48).int64(message.units);
                    if (message.nanos != null && $Object.hasOwnProperty.call(message, "nanos") && message.nanos !== 0)
                        writer.uint32(/* id 7, wireType 0 =*/56).int32(message.nanos);
                    if (message.startedAtMs != null && $Object.hasOwnProperty.call(message, "startedAtMs") && (typeof message.startedAtMs === "object" ? message.startedAtMs.low || message.startedAtMs.high : message.startedAtMs !== 0))
                        writer.uint32(/* id 8, wireType 0 =*/64).int64(message.startedAtMs);
                    if (message.endedAtMs != null && $Object.hasOwnProperty.call(message, "endedAtMs") && (typeof message.endedAtMs === "object" ? message.endedAtMs.low || message.endedAtMs.high : message.endedAtMs !== 0))
                        writer.uint32(/* id 9, wireType 0 =*/72).int64(message.endedAtMs);
                    if (message.repositoryName != null && $Object.hasOwnProperty.call(message, "repositoryName") && message.repositoryName !== "")
                        writer.uint32(/* id 10, wireType 2 =*/82).string(message.repositoryName);
                    if (message.repositoryVisibility != null && $Object.hasOwnProperty.call(message, "repositoryVisibility") && message.repositoryVisibility !== 0)
                        writer.uint32(/* id 11, wireType 0 =*/88).int32(message.repositoryVisibility);
                    if (message.runner != null && $Object.hasOwnProperty.call(message, "runner") && message.runner !== 0)
                        writer.uint32(/* id 12, wireType 0 =*/96).int32(message.runner);
                    if (message.claimTopic != null && $Object.hasOwnProperty.call(message, "claimTopic") && message.claimTopic !== 0)
                        writer.uint32(/* id 100, wireType 0 =*/800).int32(message.claimTopic);
                    if (message.claimPartition != null && $Object.hasOwnProperty.call(message, "claimPartition") && message.claimPartition !== 0)
                        writer.uint32(/* id 101, wireType 0 =*/808).int32(message.claimPartition);
                    if (message.claimOffset != null && $Object.hasOwnProperty.call(message, "claimOffset") && (typeof message.claimOffset === "object" ? message.claimOffset.low || message.claimOffset.high : message.claimOffset !== 0))
                        writer.uint32(/* id 102, wireType 0 =*/816).int64(message.claimOffset);
                    if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt") && message.attempt !== 0)
                        writer.uint32(/* id 103, wireType 0 =*/824).int32(message.attempt);
                    if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                        writer.uint32(/* id 106, wireType 2 =*/850).string(message.reason);
                    if (message.accountVersion != null && $Object.hasOwnProperty.call(message, "accountVersion") && (typeof message.accountVersion === "object" ? message.accountVersion.low || message.accountVersion.high : message.accountVersion !== 0))
                        writer.uint32(/* id 107, wireType 0 =*/856).int64(message.accountVersion);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a RejectedLineItem message from the specified reader or buffer.
                 * @function decode
                 * @memberof hydro.billing.v1.RejectedLineItem
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {hydro.billing.v1.RejectedLineItem & hydro.billing.v1.RejectedLineItem.$Shape} RejectedLineItem
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                RejectedLineItem.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.hydro.billing.v1.RejectedLineItem();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.lineItemId = value;
                                else
                                    delete message.lineItemId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.eventId = value;
                                else
                                    delete message.eventId;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.accountId = value;
                                else
                                    delete message.accountId;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.sku = value;
                                else
                                    delete message.sku;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.unitOfMeasure = value;
                                else
                                    delete message.unitOfMeasure;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.units = value;
                                else
                                    delete message.units;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.nanos = value;
                                else
                                    delete message.nanos;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.startedAtMs = value;
                                else
                                    delete message.startedAtMs;
                                continue;
                            }
                        case 9: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.endedAtMs = value;
                                else
                                    delete message.endedAtMs;
                                continue;
                            }
                        case 10: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.repositoryName = value;
                                else
                                    delete message.repositoryName;
                                continue;
                            }
                        case 11: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.repositoryVisibility = value;
                                else
                                    delete message.repositoryVisibility;
                                continue;
                            }
                        case 12: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.runner = value;
                                else
                                    delete message.runner;
                                continue;
                            }
                        case 100: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.claimTopic = value;
                                else
                                    delete message.claimTopic;
                                continue;
                            }
                        case 101: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.claimPartition = value;
                                else
                                    delete message.claimPartition;
                                continue;
                            }
                        case 102: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.claimOffset = value;
                                else
                                    delete message.claimOffset;
                                continue;
                            }
                        case 103: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.attempt = value;
                                else
                                    delete message.attempt;
                                continue;
                            }
                        case 106: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.reason = value;
                                else
                                    delete message.reason;
                                continue;
                            }
                        case 107: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.accountVersion = value;
                                else
                                    delete message.accountVersion;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return RejectedLineItem;
            })();

            v1.CsvFileEvent = (function() {

                /**
                 * Properties of a CsvFileEvent.
                 * @typedef {Object} hydro.billing.v1.CsvFileEvent.$Properties
                 * @property {number|null} [fileId] CsvFileEvent fileId
                 * @property {hydro.billing.v1.RowsAppended.$Properties|null} [rowsAppended] CsvFileEvent rowsAppended
                 * @property {hydro.billing.v1.FileClosed.$Properties|null} [fileClosed] CsvFileEvent fileClosed
                 * @property {hydro.billing.v1.RevisionMade.$Properties|null} [revisionMade] CsvFileEvent revisionMade
                 * @property {hydro.billing.v1.AttemptStarted.$Properties|null} [attemptStarted] CsvFileEvent attemptStarted
                 * @property {"rowsAppended"|"fileClosed"|"revisionMade"|"attemptStarted"} [event] CsvFileEvent event
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a CsvFileEvent.
                 * @memberof hydro.billing.v1
                 * @interface ICsvFileEvent
                 * @augments hydro.billing.v1.CsvFileEvent.$Properties
                 * @deprecated Use hydro.billing.v1.CsvFileEvent.$Properties instead.
                 */

                /**
                 * Narrowed shape of a CsvFileEvent.
                 * @typedef {{
                 *   fileId?: number|null;
                 *   rowsAppended?: hydro.billing.v1.RowsAppended.$Shape|null;
                 *   fileClosed?: hydro.billing.v1.FileClosed.$Shape|null;
                 *   revisionMade?: hydro.billing.v1.RevisionMade.$Shape|null;
                 *   attemptStarted?: hydro.billing.v1.AttemptStarted.$Shape|null;
                 *   $unknowns?: Array.<Uint8Array>;
                 * } & (
                 *   ({ event?: undefined; rowsAppended?: null; fileClosed?: null; revisionMade?: null; attemptStarted?: null }|{ event?: "rowsAppended"; rowsAppended: hydro.billing.v1.RowsAppended.$Shape; fileClosed?: null; revisionMade?: null; attemptStarted?: null }|{ event?: "fileClosed"; rowsAppended?: null; fileClosed: hydro.billing.v1.FileClosed.$Shape; revisionMade?: null; attemptStarted?: null }|{ event?: "revisionMade"; rowsAppended?: null; fileClosed?: null; revisionMade: hydro.billing.v1.RevisionMade.$Shape; attemptStarted?: null }|{ event?: "attemptStarted"; rowsAppended?: null; fileClosed?: null; revisionMade?: null; attemptStarted: hydro.billing.v1.AttemptStarted.$Shape })
                 * )} hydro.billing.v1.CsvFileEvent.$Shape
                 */

                /**
                 * Constructs a new CsvFileEvent.
                 * @memberof hydro.billing.v1
                 * @classdesc Represents a CsvFileEvent.
                 * @constructor
                 * @param {hydro.billing.v1.CsvFileEvent.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const CsvFileEvent = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * CsvFileEvent fileId.
                 * @member {number} fileId
                 * @memberof hydro.billing.v1.CsvFileEvent
                 * @instance
                 */
                CsvFileEvent.prototype.fileId = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * CsvFileEvent rowsAppended.
                 * @member {hydro.billing.v1.RowsAppended.$Properties|null|undefined} rowsAppended
                 * @memberof hydro.billing.v1.CsvFileEvent
                 * @instance
                 */
                CsvFileEvent.prototype.rowsAppended = null;

                /**
                 * CsvFileEvent fileClosed.
                 * @member {hydro.billing.v1.FileClosed.$Properties|null|undefined} fileClosed
                 * @memberof hydro.billing.v1.CsvFileEvent
                 * @instance
                 */
                CsvFileEvent.prototype.fileClosed = null;

                /**
                 * CsvFileEvent revisionMade.
                 * @member {hydro.billing.v1.RevisionMade.$Properties|null|undefined} revisionMade
                 * @memberof hydro.billing.v1.CsvFileEvent
                 * @instance
                 */
                CsvFileEvent.prototype.revisionMade = null;

                /**
                 * CsvFileEvent attemptStarted.
                 * @member {hydro.billing.v1.AttemptStarted.$Properties|null|undefined} attemptStarted
                 * @memberof hydro.billing.v1.CsvFileEvent
                 * @instance
                 */
                CsvFileEvent.prototype.attemptStarted = null;

                // OneOf field names bound to virtual getters and setters
                let $oneOfFields;

                /**
                 * CsvFileEvent event.
                 * @member {"rowsAppended"|"fileClosed"|"revisionMade"|"attemptStarted"|undefined} event
                 * @memberof hydro.billing.v1.CsvFileEvent
                 * @instance
                 */
                $Object.defineProperty(CsvFileEvent.prototype, "event", {
                    get: $util.oneOfGetter($oneOfFields = ["rowsAppended", "fileClosed", "revisionMade", "attemptStarted"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                /**
                 * Encodes the specified CsvFileEvent message. Does not implicitly {@link hydro.billing.v1.CsvFileEvent.verify|verify} messages.
                 * @function encode
                 * @memberof hydro.billing.v1.CsvFileEvent
                 * @static
                 * @param {hydro.billing.v1.CsvFileEvent.$Properties} message CsvFileEvent message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                CsvFileEvent.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.fileId != null && $Object.hasOwnProperty.call(message, "fileId") && (typeof message.fileId === "object" ? message.fileId.low || message.fileId.high : message.fileId !== 0))
                        writer.uint32(/* id 1, wireType 0 =*/8).int64(message.fileId);
                    if (message.rowsAppended != null && $Object.hasOwnProperty.call(message, "rowsAppended"))
                        $root.hydro.billing.v1.RowsAppended.encode(message.rowsAppended, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                    if (message.fileClosed != null && $Object.hasOwnProperty.call(message, "fileClosed"))
                        $root.hydro.billing.v1.FileClosed.encode(message.fileClosed, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                    if (message.revisionMade != null && $Object.hasOwnProperty.call(message, "revisionMade"))
                        $root.hydro.billing.v1.RevisionMade.encode(message.revisionMade, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                    if (message.attemptStarted != null && $Object.hasOwnProperty.call(message, "attemptStarted"))
                        $root.hydro.billing.v1.AttemptStarted.encode(message.attemptStarted, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a CsvFileEvent message from the specified reader or buffer.
                 * @function decode
                 * @memberof hydro.billing.v1.CsvFileEvent
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {hydro.billing.v1.CsvFileEvent & hydro.billing.v1.CsvFileEvent.$Shape} CsvFileEvent
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                CsvFileEvent.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.hydro.billing.v1.CsvFileEvent();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.fileId = value;
                                else
                                    delete message.fileId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.rowsAppended = $root.hydro.billing.v1.RowsAppended.decode(reader, reader.size(), $undefined, _depth + 1, message.rowsAppended);
                                message.event = "rowsAppended";
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.fileClosed = $root.hydro.billing.v1.FileClosed.decode(reader, reader.size(), $undefined, _depth + 1, message.fileClosed);
                                message.event = "fileClosed";
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.revisionMade = $root.hydro.billing.v1.RevisionMade.decode(reader, reader.size(), $undefined, _depth + 1, message.revisionMade);
                                message.event = "revisionMade";
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                message.attemptStarted = $root.hydro.billing.v1.AttemptStarted.decode(reader, reader.size(), $undefined, _depth + 1, message.attemptStarted);
                                message.event = "attemptStarted";
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return CsvFileEvent;
            })();

            v1.RowsAppended = (function() {

                /**
                 * Properties of a RowsAppended.
                 * @typedef {Object} hydro.billing.v1.RowsAppended.$Properties
                 * @property {number|null} [firstRow] RowsAppended firstRow
                 * @property {Uint8Array|null} [lineItemIds] RowsAppended lineItemIds
                 * @property {Array.<number>|null} [attempts] RowsAppended attempts
                 * @property {number|null} [nextOffset] RowsAppended nextOffset
                 * @property {Array.<number>|null} [eventAgeMs] RowsAppended eventAgeMs
                 * @property {Array.<hydro.billing.v1.MeasuredAs.$Properties>|null} [measuredAs] RowsAppended measuredAs
                 * @property {Uint8Array|null} [rowMeasuredAs] RowsAppended rowMeasuredAs
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a RowsAppended.
                 * @memberof hydro.billing.v1
                 * @interface IRowsAppended
                 * @augments hydro.billing.v1.RowsAppended.$Properties
                 * @deprecated Use hydro.billing.v1.RowsAppended.$Properties instead.
                 */

                /**
                 * Shape of a RowsAppended.
                 * @typedef {hydro.billing.v1.RowsAppended.$Properties} hydro.billing.v1.RowsAppended.$Shape
                 */

                /**
                 * Constructs a new RowsAppended.
                 * @memberof hydro.billing.v1
                 * @classdesc Represents a RowsAppended.
                 * @constructor
                 * @param {hydro.billing.v1.RowsAppended.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const RowsAppended = function (properties) {
                    this.attempts = [];
                    this.eventAgeMs = [];
                    this.measuredAs = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * RowsAppended firstRow.
                 * @member {number} firstRow
                 * @memberof hydro.billing.v1.RowsAppended
                 * @instance
                 */
                RowsAppended.prototype.firstRow = 0;

                /**
                 * RowsAppended lineItemIds.
                 * @member {Uint8Array} lineItemIds
                 * @memberof hydro.billing.v1.RowsAppended
                 * @instance
                 */
                RowsAppended.prototype.lineItemIds = $util.newBuffer([]);

                /**
                 * RowsAppended attempts.
                 * @member {Array.<number>} attempts
                 * @memberof hydro.billing.v1.RowsAppended
                 * @instance
                 */
                RowsAppended.prototype.attempts = $util.emptyArray;

                /**
                 * RowsAppended nextOffset.
                 * @member {number} nextOffset
                 * @memberof hydro.billing.v1.RowsAppended
                 * @instance
                 */
                RowsAppended.prototype.nextOffset = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * RowsAppended eventAgeMs.
                 * @member {Array.<number>} eventAgeMs
                 * @memberof hydro.billing.v1.RowsAppended
                 * @instance
                 */
                RowsAppended.prototype.eventAgeMs = $util.emptyArray;

                /**
                 * RowsAppended measuredAs.
                 * @member {Array.<hydro.billing.v1.MeasuredAs.$Properties>} measuredAs
                 * @memberof hydro.billing.v1.RowsAppended
                 * @instance
                 */
                RowsAppended.prototype.measuredAs = $util.emptyArray;

                /**
                 * RowsAppended rowMeasuredAs.
                 * @member {Uint8Array} rowMeasuredAs
                 * @memberof hydro.billing.v1.RowsAppended
                 * @instance
                 */
                RowsAppended.prototype.rowMeasuredAs = $util.newBuffer([]);

                /**
                 * Encodes the specified RowsAppended message. Does not implicitly {@link hydro.billing.v1.RowsAppended.verify|verify} messages.
                 * @function encode
                 * @memberof hydro.billing.v1.RowsAppended
                 * @static
                 * @param {hydro.billing.v1.RowsAppended.$Properties} message RowsAppended message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                RowsAppended.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.firstRow != null && $Object.hasOwnProperty.call(message, "firstRow") && message.firstRow !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).int32(message.firstRow);
                    if (message.lineItemIds != null && $Object.hasOwnProperty.call(message, "lineItemIds") && message.lineItemIds.length)
                        writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.lineItemIds);
                    if (message.attempts != null && message.attempts.length)
                        writer.uint32(/* id 3, wireType 2 =*/26).int32s(message.attempts);
                    if (message.nextOffset != null && $Object.hasOwnProperty.call(message, "nextOffset") && (typeof message.nextOffset === "object" ? message.nextOffset.low || message.nextOffset.high : message.nextOffset !== 0))
                        writer.uint32(/* id 4, wireType 0 =*/32).int64(message.nextOffset);
                    if (message.eventAgeMs != null && message.eventAgeMs.length)
                        writer.uint32(/* id 5, wireType 2 =*/42).uint32s(message.eventAgeMs);
                    if (message.measuredAs != null && message.measuredAs.length)
                        for (let i = 0; i < message.measuredAs.length; ++i)
                            $root.hydro.billing.v1.MeasuredAs.encode(message.measuredAs[i], writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                    if (message.rowMeasuredAs != null && $Object.hasOwnProperty.call(message, "rowMeasuredAs") && message.rowMeasuredAs.length)
                        writer.uint32(/* id 7, wireType 2 =*/58).bytes(message.rowMeasuredAs);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a RowsAppended message from the specified reader or buffer.
                 * @function decode
                 * @memberof hydro.billing.v1.RowsAppended
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {hydro.billing.v1.RowsAppended & hydro.billing.v1.RowsAppended.$Shape} RowsAppended
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                RowsAppended.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.hydro.billing.v1.RowsAppended();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.firstRow = value;
                                else
                                    delete message.firstRow;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.lineItemIds = value;
                                else
                                    delete message.lineItemIds;
                                continue;
                            }
                        case 3: {
                                if (wireType === 2) {
                                    if (!(message.attempts && message.attempts.length))
                                        message.attempts = [];
                                    reader.int32s(message.attempts);
                                    continue;
                                }
                                if (wireType !== 0)
                                    break;
                                if (!(message.attempts && message.attempts.length))
                                    message.attempts = [];
                                message.attempts.push(reader.int32());
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.nextOffset = value;
                                else
                                    delete message.nextOffset;
                                continue;
                            }
                        case 5: {
                                if (wireType === 2) {
                                    if (!(message.eventAgeMs && message.eventAgeMs.length))
                                        message.eventAgeMs = [];
                                    reader.uint32s(message.eventAgeMs);
                                    continue;
                                }
                                if (wireType !== 0)
                                    break;
                                if (!(message.eventAgeMs && message.eventAgeMs.length))
                                    message.eventAgeMs = [];
                                message.eventAgeMs.push(reader.uint32());
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.measuredAs && message.measuredAs.length))
                                    message.measuredAs = [];
                                message.measuredAs.push($root.hydro.billing.v1.MeasuredAs.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.rowMeasuredAs = value;
                                else
                                    delete message.rowMeasuredAs;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return RowsAppended;
            })();

            v1.MeasuredAs = (function() {

                /**
                 * Properties of a MeasuredAs.
                 * @typedef {Object} hydro.billing.v1.MeasuredAs.$Properties
                 * @property {string|null} [product] MeasuredAs product
                 * @property {string|null} [originSite] MeasuredAs originSite
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a MeasuredAs.
                 * @memberof hydro.billing.v1
                 * @interface IMeasuredAs
                 * @augments hydro.billing.v1.MeasuredAs.$Properties
                 * @deprecated Use hydro.billing.v1.MeasuredAs.$Properties instead.
                 */

                /**
                 * Shape of a MeasuredAs.
                 * @typedef {hydro.billing.v1.MeasuredAs.$Properties} hydro.billing.v1.MeasuredAs.$Shape
                 */

                /**
                 * Constructs a new MeasuredAs.
                 * @memberof hydro.billing.v1
                 * @classdesc Represents a MeasuredAs.
                 * @constructor
                 * @param {hydro.billing.v1.MeasuredAs.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const MeasuredAs = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * MeasuredAs product.
                 * @member {string} product
                 * @memberof hydro.billing.v1.MeasuredAs
                 * @instance
                 */
                MeasuredAs.prototype.product = "";

                /**
                 * MeasuredAs originSite.
                 * @member {string} originSite
                 * @memberof hydro.billing.v1.MeasuredAs
                 * @instance
                 */
                MeasuredAs.prototype.originSite = "";

                /**
                 * Encodes the specified MeasuredAs message. Does not implicitly {@link hydro.billing.v1.MeasuredAs.verify|verify} messages.
                 * @function encode
                 * @memberof hydro.billing.v1.MeasuredAs
                 * @static
                 * @param {hydro.billing.v1.MeasuredAs.$Properties} message MeasuredAs message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                MeasuredAs.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.product != null && $Object.hasOwnProperty.call(message, "product") && message.product !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.product);
                    if (message.originSite != null && $Object.hasOwnProperty.call(message, "originSite") && message.originSite !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.originSite);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a MeasuredAs message from the specified reader or buffer.
                 * @function decode
                 * @memberof hydro.billing.v1.MeasuredAs
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {hydro.billing.v1.MeasuredAs & hydro.billing.v1.MeasuredAs.$Shape} MeasuredAs
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                MeasuredAs.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.hydro.billing.v1.MeasuredAs();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.product = value;
                                else
                                    delete message.product;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.originSite = value;
                                else
                                    delete message.originSite;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return MeasuredAs;
            })();

            v1.Mark = (function() {

                /**
                 * Properties of a Mark.
                 * @typedef {Object} hydro.billing.v1.Mark.$Properties
                 * @property {hydro.billing.v1.ClaimTopic|null} [topic] Mark topic
                 * @property {number|null} [partition] Mark partition
                 * @property {number|null} [offset] Mark offset
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Mark.
                 * @memberof hydro.billing.v1
                 * @interface IMark
                 * @augments hydro.billing.v1.Mark.$Properties
                 * @deprecated Use hydro.billing.v1.Mark.$Properties instead.
                 */

                /**
                 * Shape of a Mark.
                 * @typedef {hydro.billing.v1.Mark.$Properties} hydro.billing.v1.Mark.$Shape
                 */

                /**
                 * Constructs a new Mark.
                 * @memberof hydro.billing.v1
                 * @classdesc Represents a Mark.
                 * @constructor
                 * @param {hydro.billing.v1.Mark.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Mark = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Mark topic.
                 * @member {hydro.billing.v1.ClaimTopic} topic
                 * @memberof hydro.billing.v1.Mark
                 * @instance
                 */
                Mark.prototype.topic = 0;

                /**
                 * Mark partition.
                 * @member {number} partition
                 * @memberof hydro.billing.v1.Mark
                 * @instance
                 */
                Mark.prototype.partition = 0;

                /**
                 * Mark offset.
                 * @member {number} offset
                 * @memberof hydro.billing.v1.Mark
                 * @instance
                 */
                Mark.prototype.offset = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * Encodes the specified Mark message. Does not implicitly {@link hydro.billing.v1.Mark.verify|verify} messages.
                 * @function encode
                 * @memberof hydro.billing.v1.Mark
                 * @static
                 * @param {hydro.billing.v1.Mark.$Properties} message Mark message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Mark.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.topic != null && $Object.hasOwnProperty.call(message, "topic") && message.topic !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).int32(message.topic);
                    if (message.partition != null && $Object.hasOwnProperty.call(message, "partition") && message.partition !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).int32(message.partition);
                    if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && (typeof message.offset === "object" ? message.offset.low || message.offset.high : message.offset !== 0))
                        writer.uint32(/* id 3, wireType 0 =*/24).int64(message.offset);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Mark message from the specified reader or buffer.
                 * @function decode
                 * @memberof hydro.billing.v1.Mark
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {hydro.billing.v1.Mark & hydro.billing.v1.Mark.$Shape} Mark
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Mark.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.hydro.billing.v1.Mark();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.topic = value;
                                else
                                    delete message.topic;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.partition = value;
                                else
                                    delete message.partition;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.offset = value;
                                else
                                    delete message.offset;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Mark;
            })();

            v1.RenderProfile = (function() {

                /**
                 * Properties of a RenderProfile.
                 * @typedef {Object} hydro.billing.v1.RenderProfile.$Properties
                 * @property {string|null} [dateFormat] RenderProfile dateFormat
                 * @property {boolean|null} [uniqueKey] RenderProfile uniqueKey
                 * @property {number|null} [rendererVersion] RenderProfile rendererVersion
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a RenderProfile.
                 * @memberof hydro.billing.v1
                 * @interface IRenderProfile
                 * @augments hydro.billing.v1.RenderProfile.$Properties
                 * @deprecated Use hydro.billing.v1.RenderProfile.$Properties instead.
                 */

                /**
                 * Shape of a RenderProfile.
                 * @typedef {hydro.billing.v1.RenderProfile.$Properties} hydro.billing.v1.RenderProfile.$Shape
                 */

                /**
                 * Constructs a new RenderProfile.
                 * @memberof hydro.billing.v1
                 * @classdesc Represents a RenderProfile.
                 * @constructor
                 * @param {hydro.billing.v1.RenderProfile.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const RenderProfile = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * RenderProfile dateFormat.
                 * @member {string} dateFormat
                 * @memberof hydro.billing.v1.RenderProfile
                 * @instance
                 */
                RenderProfile.prototype.dateFormat = "";

                /**
                 * RenderProfile uniqueKey.
                 * @member {boolean} uniqueKey
                 * @memberof hydro.billing.v1.RenderProfile
                 * @instance
                 */
                RenderProfile.prototype.uniqueKey = false;

                /**
                 * RenderProfile rendererVersion.
                 * @member {number} rendererVersion
                 * @memberof hydro.billing.v1.RenderProfile
                 * @instance
                 */
                RenderProfile.prototype.rendererVersion = 0;

                /**
                 * Encodes the specified RenderProfile message. Does not implicitly {@link hydro.billing.v1.RenderProfile.verify|verify} messages.
                 * @function encode
                 * @memberof hydro.billing.v1.RenderProfile
                 * @static
                 * @param {hydro.billing.v1.RenderProfile.$Properties} message RenderProfile message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                RenderProfile.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.dateFormat != null && $Object.hasOwnProperty.call(message, "dateFormat") && message.dateFormat !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.dateFormat);
                    if (message.uniqueKey != null && $Object.hasOwnProperty.call(message, "uniqueKey") && message.uniqueKey !== false)
                        writer.uint32(/* id 2, wireType 0 =*/16).bool(message.uniqueKey);
                    if (message.rendererVersion != null && $Object.hasOwnProperty.call(message, "rendererVersion") && message.rendererVersion !== 0)
                        writer.uint32(/* id 3, wireType 0 =*/24).int32(message.rendererVersion);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a RenderProfile message from the specified reader or buffer.
                 * @function decode
                 * @memberof hydro.billing.v1.RenderProfile
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {hydro.billing.v1.RenderProfile & hydro.billing.v1.RenderProfile.$Shape} RenderProfile
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                RenderProfile.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.hydro.billing.v1.RenderProfile();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.dateFormat = value;
                                else
                                    delete message.dateFormat;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.uniqueKey = value;
                                else
                                    delete message.uniqueKey;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.rendererVersion = value;
                                else
                                    delete message.rendererVersion;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return RenderProfile;
            })();

            v1.FileClosed = (function() {

                /**
                 * Properties of a FileClosed.
                 * @typedef {Object} hydro.billing.v1.FileClosed.$Properties
                 * @property {number|null} [sequence] FileClosed sequence
                 * @property {number|null} [firstOffset] FileClosed firstOffset
                 * @property {number|null} [nextOffset] FileClosed nextOffset
                 * @property {Array.<hydro.billing.v1.Mark.$Properties>|null} [openingMarks] FileClosed openingMarks
                 * @property {number|null} [rows] FileClosed rows
                 * @property {number|null} [sizeBytes] FileClosed sizeBytes
                 * @property {Uint8Array|null} [sha256] FileClosed sha256
                 * @property {hydro.billing.v1.RenderProfile.$Properties|null} [profile] FileClosed profile
                 * @property {string|null} [objectKey] FileClosed objectKey
                 * @property {number|null} [openedAtMs] FileClosed openedAtMs
                 * @property {number|null} [closedAtMs] FileClosed closedAtMs
                 * @property {Uint8Array|null} [rowsSha256] FileClosed rowsSha256
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a FileClosed.
                 * @memberof hydro.billing.v1
                 * @interface IFileClosed
                 * @augments hydro.billing.v1.FileClosed.$Properties
                 * @deprecated Use hydro.billing.v1.FileClosed.$Properties instead.
                 */

                /**
                 * Shape of a FileClosed.
                 * @typedef {hydro.billing.v1.FileClosed.$Properties} hydro.billing.v1.FileClosed.$Shape
                 */

                /**
                 * Constructs a new FileClosed.
                 * @memberof hydro.billing.v1
                 * @classdesc Represents a FileClosed.
                 * @constructor
                 * @param {hydro.billing.v1.FileClosed.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const FileClosed = function (properties) {
                    this.openingMarks = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * FileClosed sequence.
                 * @member {number} sequence
                 * @memberof hydro.billing.v1.FileClosed
                 * @instance
                 */
                FileClosed.prototype.sequence = 0;

                /**
                 * FileClosed firstOffset.
                 * @member {number} firstOffset
                 * @memberof hydro.billing.v1.FileClosed
                 * @instance
                 */
                FileClosed.prototype.firstOffset = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * FileClosed nextOffset.
                 * @member {number} nextOffset
                 * @memberof hydro.billing.v1.FileClosed
                 * @instance
                 */
                FileClosed.prototype.nextOffset = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * FileClosed openingMarks.
                 * @member {Array.<hydro.billing.v1.Mark.$Properties>} openingMarks
                 * @memberof hydro.billing.v1.FileClosed
                 * @instance
                 */
                FileClosed.prototype.openingMarks = $util.emptyArray;

                /**
                 * FileClosed rows.
                 * @member {number} rows
                 * @memberof hydro.billing.v1.FileClosed
                 * @instance
                 */
                FileClosed.prototype.rows = 0;

                /**
                 * FileClosed sizeBytes.
                 * @member {number} sizeBytes
                 * @memberof hydro.billing.v1.FileClosed
                 * @instance
                 */
                FileClosed.prototype.sizeBytes = 0;

                /**
                 * FileClosed sha256.
                 * @member {Uint8Array} sha256
                 * @memberof hydro.billing.v1.FileClosed
                 * @instance
                 */
                FileClosed.prototype.sha256 = $util.newBuffer([]);

                /**
                 * FileClosed profile.
                 * @member {hydro.billing.v1.RenderProfile.$Properties|null|undefined} profile
                 * @memberof hydro.billing.v1.FileClosed
                 * @instance
                 */
                FileClosed.prototype.profile = null;

                /**
                 * FileClosed objectKey.
                 * @member {string} objectKey
                 * @memberof hydro.billing.v1.FileClosed
                 * @instance
                 */
                FileClosed.prototype.objectKey = "";

                /**
                 * FileClosed openedAtMs.
                 * @member {number} openedAtMs
                 * @memberof hydro.billing.v1.FileClosed
                 * @instance
                 */
                FileClosed.prototype.openedAtMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * FileClosed closedAtMs.
                 * @member {number} closedAtMs
                 * @memberof hydro.billing.v1.FileClosed
                 * @instance
                 */
                FileClosed.prototype.closedAtMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * FileClosed rowsSha256.
                 * @member {Uint8Array} rowsSha256
                 * @memberof hydro.billing.v1.FileClosed
                 * @instance
                 */
                FileClosed.prototype.rowsSha256 = $util.newBuffer([]);

                /**
                 * Encodes the specified FileClosed message. Does not implicitly {@link hydro.billing.v1.FileClosed.verify|verify} messages.
                 * @function encode
                 * @memberof hydro.billing.v1.FileClosed
                 * @static
                 * @param {hydro.billing.v1.FileClosed.$Properties} message FileClosed message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                FileClosed.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && message.sequence !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).int32(message.sequence);
                    if (message.firstOffset != null && $Object.hasOwnProperty.call(message, "firstOffset") && (typeof message.firstOffset === "object" ? message.firstOffset.low || message.firstOffset.high : message.firstOffset !== 0))
                        writer.uint32(/* id 2, wireType 0 =*/16).int64(message.firstOffset);
                    if (message.nextOffset != null && $Object.hasOwnProperty.call(message, "nextOffset") && (typeof message.nextOffset === "object" ? message.nextOffset.low || message.nextOffset.high : message.nextOffset !== 0))
                        writer.uint32(/* id 3, wireType 0 =*/24).int64(message.nextOffset);
                    if (message.openingMarks != null && message.openingMarks.length)
                        for (let i = 0; i < message.openingMarks.length; ++i)
                            $root.hydro.billing.v1.Mark.encode(message.openingMarks[i], writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                    if (message.rows != null && $Object.hasOwnProperty.call(message, "rows") && message.rows !== 0)
                        writer.uint32(/* id 5, wireType 0 =*/40).int32(message.rows);
                    if (message.sizeBytes != null && $Object.hasOwnProperty.call(message, "sizeBytes") && message.sizeBytes !== 0)
                        writer.uint32(/* id 6, wireType 0 =*/48).int32(message.sizeBytes);
                    if (message.sha256 != null && $Object.hasOwnProperty.call(message, "sha256") && message.sha256.length)
                        writer.uint32(/* id 7, wireType 2 =*/58).bytes(message.sha256);
                    if (message.profile != null && $Object.hasOwnProperty.call(message, "profile"))
                        $root.hydro.billing.v1.RenderProfile.encode(message.profile, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                    if (message.objectKey != null && $Object.hasOwnProperty.call(message, "objectKey") && message.objectKey !== "")
                        writer.uint32(/* id 9, wireType 2 =*/74).string(message.objectKey);
                    if (message.openedAtMs != null && $Object.hasOwnProperty.call(message, "openedAtMs") && (typeof message.openedAtMs === "object" ? message.openedAtMs.low || message.openedAtMs.high : message.openedAtMs !== 0))
                        writer.uint32(/* id 10, wireType 0 =*/80).int64(message.openedAtMs);
                    if (message.closedAtMs != null && $Object.hasOwnProperty.call(message, "closedAtMs") && (typeof message.closedAtMs === "object" ? message.closedAtMs.low || message.closedAtMs.high : message.closedAtMs !== 0))
                        writer.uint32(/* id 11, wireType 0 =*/88).int64(message.closedAtMs);
                    if (message.rowsSha256 != null && $Object.hasOwnProperty.call(message, "rowsSha256") && message.rowsSha256.length)
                        writer.uint32(/* id 12, wireType 2 =*/98).bytes(message.rowsSha256);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a FileClosed message from the specified reader or buffer.
                 * @function decode
                 * @memberof hydro.billing.v1.FileClosed
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {hydro.billing.v1.FileClosed & hydro.billing.v1.FileClosed.$Shape} FileClosed
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                FileClosed.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.hydro.billing.v1.FileClosed();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.sequence = value;
                                else
                                    delete message.sequence;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.firstOffset = value;
                                else
                                    delete message.firstOffset;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.nextOffset = value;
                                else
                                    delete message.nextOffset;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.openingMarks && message.openingMarks.length))
                                    message.openingMarks = [];
                                message.openingMarks.push($root.hydro.billing.v1.Mark.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.rows = value;
                                else
                                    delete message.rows;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.sizeBytes = value;
                                else
                                    delete message.sizeBytes;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.sha256 = value;
                                else
                                    delete message.sha256;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 2)
                                    break;
                                message.profile = $root.hydro.billing.v1.RenderProfile.decode(reader, reader.size(), $undefined, _depth + 1, message.profile);
                                continue;
                            }
                        case 9: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.objectKey = value;
                                else
                                    delete message.objectKey;
                                continue;
                            }
                        case 10: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.openedAtMs = value;
                                else
                                    delete message.openedAtMs;
                                continue;
                            }
                        case 11: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.closedAtMs = value;
                                else
                                    delete message.closedAtMs;
                                continue;
                            }
                        case 12: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.rowsSha256 = value;
                                else
                                    delete message.rowsSha256;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return FileClosed;
            })();

            v1.RevisionMade = (function() {

                /**
                 * Properties of a RevisionMade.
                 * @typedef {Object} hydro.billing.v1.RevisionMade.$Properties
                 * @property {number|null} [revision] RevisionMade revision
                 * @property {Array.<number>|null} [leftOutRows] RevisionMade leftOutRows
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a RevisionMade.
                 * @memberof hydro.billing.v1
                 * @interface IRevisionMade
                 * @augments hydro.billing.v1.RevisionMade.$Properties
                 * @deprecated Use hydro.billing.v1.RevisionMade.$Properties instead.
                 */

                /**
                 * Shape of a RevisionMade.
                 * @typedef {hydro.billing.v1.RevisionMade.$Properties} hydro.billing.v1.RevisionMade.$Shape
                 */

                /**
                 * Constructs a new RevisionMade.
                 * @memberof hydro.billing.v1
                 * @classdesc Represents a RevisionMade.
                 * @constructor
                 * @param {hydro.billing.v1.RevisionMade.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const RevisionMade = function (properties) {
                    this.leftOutRows = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * RevisionMade revision.
                 * @member {number} revision
                 * @memberof hydro.billing.v1.RevisionMade
                 * @instance
                 */
                RevisionMade.prototype.revision = 0;

                /**
                 * RevisionMade leftOutRows.
                 * @member {Array.<number>} leftOutRows
                 * @memberof hydro.billing.v1.RevisionMade
                 * @instance
                 */
                RevisionMade.prototype.leftOutRows = $util.emptyArray;

                /**
                 * Encodes the specified RevisionMade message. Does not implicitly {@link hydro.billing.v1.RevisionMade.verify|verify} messages.
                 * @function encode
                 * @memberof hydro.billing.v1.RevisionMade
                 * @static
                 * @param {hydro.billing.v1.RevisionMade.$Properties} message RevisionMade message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                RevisionMade.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.revision != null && $Object.hasOwnProperty.call(message, "revision") && message.revision !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).int32(message.revision);
                    if (message.leftOutRows != null && message.leftOutRows.length)
                        writer.uint32(/* id 2, wireType 2 =*/18).int32s(message.leftOutRows);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a RevisionMade message from the specified reader or buffer.
                 * @function decode
                 * @memberof hydro.billing.v1.RevisionMade
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {hydro.billing.v1.RevisionMade & hydro.billing.v1.RevisionMade.$Shape} RevisionMade
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                RevisionMade.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.hydro.billing.v1.RevisionMade();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.revision = value;
                                else
                                    delete message.revision;
                                continue;
                            }
                        case 2: {
                                if (wireType === 2) {
                                    if (!(message.leftOutRows && message.leftOutRows.length))
                                        message.leftOutRows = [];
                                    reader.int32s(message.leftOutRows);
                                    continue;
                                }
                                if (wireType !== 0)
                                    break;
                                if (!(message.leftOutRows && message.leftOutRows.length))
                                    message.leftOutRows = [];
                                message.leftOutRows.push(reader.int32());
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return RevisionMade;
            })();

            v1.AttemptStarted = (function() {

                /**
                 * Properties of an AttemptStarted.
                 * @typedef {Object} hydro.billing.v1.AttemptStarted.$Properties
                 * @property {number|null} [revision] AttemptStarted revision
                 * @property {string|null} [idempotencyKey] AttemptStarted idempotencyKey
                 * @property {number|null} [number] AttemptStarted number
                 * @property {number|null} [startedAtMs] AttemptStarted startedAtMs
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an AttemptStarted.
                 * @memberof hydro.billing.v1
                 * @interface IAttemptStarted
                 * @augments hydro.billing.v1.AttemptStarted.$Properties
                 * @deprecated Use hydro.billing.v1.AttemptStarted.$Properties instead.
                 */

                /**
                 * Shape of an AttemptStarted.
                 * @typedef {hydro.billing.v1.AttemptStarted.$Properties} hydro.billing.v1.AttemptStarted.$Shape
                 */

                /**
                 * Constructs a new AttemptStarted.
                 * @memberof hydro.billing.v1
                 * @classdesc Represents an AttemptStarted.
                 * @constructor
                 * @param {hydro.billing.v1.AttemptStarted.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const AttemptStarted = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * AttemptStarted revision.
                 * @member {number} revision
                 * @memberof hydro.billing.v1.AttemptStarted
                 * @instance
                 */
                AttemptStarted.prototype.revision = 0;

                /**
                 * AttemptStarted idempotencyKey.
                 * @member {string} idempotencyKey
                 * @memberof hydro.billing.v1.AttemptStarted
                 * @instance
                 */
                AttemptStarted.prototype.idempotencyKey = "";

                /**
                 * AttemptStarted number.
                 * @member {number} number
                 * @memberof hydro.billing.v1.AttemptStarted
                 * @instance
                 */
                AttemptStarted.prototype.number = 0;

                /**
                 * AttemptStarted startedAtMs.
                 * @member {number} startedAtMs
                 * @memberof hydro.billing.v1.AttemptStarted
                 * @instance
                 */
                AttemptStarted.prototype.startedAtMs = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * Encodes the specified AttemptStarted message. Does not implicitly {@link hydro.billing.v1.AttemptStarted.verify|verify} messages.
                 * @function encode
                 * @memberof hydro.billing.v1.AttemptStarted
                 * @static
                 * @param {hydro.billing.v1.AttemptStarted.$Properties} message AttemptStarted message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                AttemptStarted.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.revision != null && $Object.hasOwnProperty.call(message, "revision") && message.revision !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).int32(message.revision);
                    if (message.idempotencyKey != null && $Object.hasOwnProperty.call(message, "idempotencyKey") && message.idempotencyKey !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.idempotencyKey);
                    if (message.number != null && $Object.hasOwnProperty.call(message, "number") && message.number !== 0)
                        writer.uint32(/* id 3, wireType 0 =*/24).int32(message.number);
                    if (message.startedAtMs != null && $Object.hasOwnProperty.call(message, "startedAtMs") && (typeof message.startedAtMs === "object" ? message.startedAtMs.low || message.startedAtMs.high : message.startedAtMs !== 0))
                        writer.uint32(/* id 4, wireType 0 =*/32).int64(message.startedAtMs);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an AttemptStarted message from the specified reader or buffer.
                 * @function decode
                 * @memberof hydro.billing.v1.AttemptStarted
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {hydro.billing.v1.AttemptStarted & hydro.billing.v1.AttemptStarted.$Shape} AttemptStarted
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                AttemptStarted.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.hydro.billing.v1.AttemptStarted();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.revision = value;
                                else
                                    delete message.revision;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.idempotencyKey = value;
                                else
                                    delete message.idempotencyKey;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.number = value;
                                else
                                    delete message.number;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.startedAtMs = value;
                                else
                                    delete message.startedAtMs;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return AttemptStarted;
            })();

            return v1;
        })();

        return billing;
    })();

    hydro.accounts = (function() {

        /**
         * Namespace accounts.
         * @memberof hydro
         * @namespace
         */
        const accounts = {};

        accounts.v1 = (function() {

            /**
             * Namespace v1.
             * @memberof hydro.accounts
             * @namespace
             */
            const v1 = {};

            /**
             * Standing enum.
             * @name hydro.accounts.v1.Standing
             * @enum {number}
             * @property {number} STANDING_UNSPECIFIED=0 STANDING_UNSPECIFIED value
             * @property {number} ACTIVE=1 ACTIVE value
             * @property {number} SUSPENDED=2 SUSPENDED value
             * @property {number} SPAMMY=3 SPAMMY value
             * @property {number} DELETED=4 DELETED value
             */
            v1.Standing = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "STANDING_UNSPECIFIED"] = 0;
                values[valuesById[1] = "ACTIVE"] = 1;
                values[valuesById[2] = "SUSPENDED"] = 2;
                values[valuesById[3] = "SPAMMY"] = 3;
                values[valuesById[4] = "DELETED"] = 4;
                return values;
            })();

            /**
             * Plan enum.
             * @name hydro.accounts.v1.Plan
             * @enum {number}
             * @property {number} PLAN_UNSPECIFIED=0 PLAN_UNSPECIFIED value
             * @property {number} FREE=1 FREE value
             * @property {number} TEAM=2 TEAM value
             * @property {number} ENTERPRISE=3 ENTERPRISE value
             */
            v1.Plan = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "PLAN_UNSPECIFIED"] = 0;
                values[valuesById[1] = "FREE"] = 1;
                values[valuesById[2] = "TEAM"] = 2;
                values[valuesById[3] = "ENTERPRISE"] = 3;
                return values;
            })();

            v1.AccountChanged = (function() {

                /**
                 * Properties of an AccountChanged.
                 * @typedef {Object} hydro.accounts.v1.AccountChanged.$Properties
                 * @property {number|null} [accountId] AccountChanged accountId
                 * @property {number|null} [version] AccountChanged version
                 * @property {string|null} [login] AccountChanged login
                 * @property {string|null} [zuoraAccountNumber] AccountChanged zuoraAccountNumber
                 * @property {string|null} [zuoraSubscriptionNumber] AccountChanged zuoraSubscriptionNumber
                 * @property {hydro.accounts.v1.Standing|null} [standing] AccountChanged standing
                 * @property {boolean|null} [billingEnabled] AccountChanged billingEnabled
                 * @property {hydro.accounts.v1.Plan|null} [plan] AccountChanged plan
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an AccountChanged.
                 * @memberof hydro.accounts.v1
                 * @interface IAccountChanged
                 * @augments hydro.accounts.v1.AccountChanged.$Properties
                 * @deprecated Use hydro.accounts.v1.AccountChanged.$Properties instead.
                 */

                /**
                 * Shape of an AccountChanged.
                 * @typedef {hydro.accounts.v1.AccountChanged.$Properties} hydro.accounts.v1.AccountChanged.$Shape
                 */

                /**
                 * Constructs a new AccountChanged.
                 * @memberof hydro.accounts.v1
                 * @classdesc Represents an AccountChanged.
                 * @constructor
                 * @param {hydro.accounts.v1.AccountChanged.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const AccountChanged = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * AccountChanged accountId.
                 * @member {number} accountId
                 * @memberof hydro.accounts.v1.AccountChanged
                 * @instance
                 */
                AccountChanged.prototype.accountId = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * AccountChanged version.
                 * @member {number} version
                 * @memberof hydro.accounts.v1.AccountChanged
                 * @instance
                 */
                AccountChanged.prototype.version = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * AccountChanged login.
                 * @member {string} login
                 * @memberof hydro.accounts.v1.AccountChanged
                 * @instance
                 */
                AccountChanged.prototype.login = "";

                /**
                 * AccountChanged zuoraAccountNumber.
                 * @member {string} zuoraAccountNumber
                 * @memberof hydro.accounts.v1.AccountChanged
                 * @instance
                 */
                AccountChanged.prototype.zuoraAccountNumber = "";

                /**
                 * AccountChanged zuoraSubscriptionNumber.
                 * @member {string} zuoraSubscriptionNumber
                 * @memberof hydro.accounts.v1.AccountChanged
                 * @instance
                 */
                AccountChanged.prototype.zuoraSubscriptionNumber = "";

                /**
                 * AccountChanged standing.
                 * @member {hydro.accounts.v1.Standing} standing
                 * @memberof hydro.accounts.v1.AccountChanged
                 * @instance
                 */
                AccountChanged.prototype.standing = 0;

                /**
                 * AccountChanged billingEnabled.
                 * @member {boolean} billingEnabled
                 * @memberof hydro.accounts.v1.AccountChanged
                 * @instance
                 */
                AccountChanged.prototype.billingEnabled = false;

                /**
                 * AccountChanged plan.
                 * @member {hydro.accounts.v1.Plan} plan
                 * @memberof hydro.accounts.v1.AccountChanged
                 * @instance
                 */
                AccountChanged.prototype.plan = 0;

                /**
                 * Encodes the specified AccountChanged message. Does not implicitly {@link hydro.accounts.v1.AccountChanged.verify|verify} messages.
                 * @function encode
                 * @memberof hydro.accounts.v1.AccountChanged
                 * @static
                 * @param {hydro.accounts.v1.AccountChanged.$Properties} message AccountChanged message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                AccountChanged.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.accountId != null && $Object.hasOwnProperty.call(message, "accountId") && (typeof message.accountId === "object" ? message.accountId.low || message.accountId.high : message.accountId !== 0))
                        writer.uint32(/* id 1, wireType 0 =*/8).int64(message.accountId);
                    if (message.version != null && $Object.hasOwnProperty.call(message, "version") && (typeof message.version === "object" ? message.version.low || message.version.high : message.version !== 0))
                        writer.uint32(/* id 2, wireType 0 =*/16).int64(message.version);
                    if (message.login != null && $Object.hasOwnProperty.call(message, "login") && message.login !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.login);
                    if (message.zuoraAccountNumber != null && $Object.hasOwnProperty.call(message, "zuoraAccountNumber") && message.zuoraAccountNumber !== "")
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.zuoraAccountNumber);
                    if (message.zuoraSubscriptionNumber != null && $Object.hasOwnProperty.call(message, "zuoraSubscriptionNumber") && message.zuoraSubscriptionNumber !== "")
                        writer.uint32(/* id 5, wireType 2 =*/42).string(message.zuoraSubscriptionNumber);
                    if (message.standing != null && $Object.hasOwnProperty.call(message, "standing") && message.standing !== 0)
                        writer.uint32(/* id 6, wireType 0 =*/48).int32(message.standing);
                    if (message.billingEnabled != null && $Object.hasOwnProperty.call(message, "billingEnabled") && message.billingEnabled !== false)
                        writer.uint32(/* id 7, wireType 0 =*/56).bool(message.billingEnabled);
                    if (message.plan != null && $Object.hasOwnProperty.call(message, "plan") && message.plan !== 0)
                        writer.uint32(/* id 8, wireType 0 =*/64).int32(message.plan);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an AccountChanged message from the specified reader or buffer.
                 * @function decode
                 * @memberof hydro.accounts.v1.AccountChanged
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {hydro.accounts.v1.AccountChanged & hydro.accounts.v1.AccountChanged.$Shape} AccountChanged
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                AccountChanged.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.hydro.accounts.v1.AccountChanged();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.accountId = value;
                                else
                                    delete message.accountId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.version = value;
                                else
                                    delete message.version;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.login = value;
                                else
                                    delete message.login;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.zuoraAccountNumber = value;
                                else
                                    delete message.zuoraAccountNumber;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.zuoraSubscriptionNumber = value;
                                else
                                    delete message.zuoraSubscriptionNumber;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.standing = value;
                                else
                                    delete message.standing;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.billingEnabled = value;
                                else
                                    delete message.billingEnabled;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.plan = value;
                                else
                                    delete message.plan;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return AccountChanged;
            })();

            return v1;
        })();

        return accounts;
    })();

    return hydro;
})();

export const google = $root.google = (() => {

    /**
     * Namespace google.
     * @exports google
     * @namespace
     */
    const google = {};

    google.protobuf = (function() {

        /**
         * Namespace protobuf.
         * @memberof google
         * @namespace
         */
        const protobuf = {};

        protobuf.Timestamp = (function() {

            /**
             * Properties of a Timestamp.
             * @typedef {Object} google.protobuf.Timestamp.$Properties
             * @property {number|null} [seconds] Timestamp seconds
             * @property {number|null} [nanos] Timestamp nanos
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Timestamp.
             * @memberof google.protobuf
             * @interface ITimestamp
             * @augments google.protobuf.Timestamp.$Properties
             * @deprecated Use google.protobuf.Timestamp.$Properties instead.
             */

            /**
             * Shape of a Timestamp.
             * @typedef {google.protobuf.Timestamp.$Properties} google.protobuf.Timestamp.$Shape
             */

            /**
             * Constructs a new Timestamp.
             * @memberof google.protobuf
             * @classdesc Represents a Timestamp.
             * @constructor
             * @param {google.protobuf.Timestamp.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Timestamp = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Timestamp seconds.
             * @member {number} seconds
             * @memberof google.protobuf.Timestamp
             * @instance
             */
            Timestamp.prototype.seconds = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

            /**
             * Timestamp nanos.
             * @member {number} nanos
             * @memberof google.protobuf.Timestamp
             * @instance
             */
            Timestamp.prototype.nanos = 0;

            /**
             * Encodes the specified Timestamp message. Does not implicitly {@link google.protobuf.Timestamp.verify|verify} messages.
             * @function encode
             * @memberof google.protobuf.Timestamp
             * @static
             * @param {google.protobuf.Timestamp.$Properties} message Timestamp message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Timestamp.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.seconds != null && $Object.hasOwnProperty.call(message, "seconds") && (typeof message.seconds === "object" ? message.seconds.low || message.seconds.high : message.seconds !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).int64(message.seconds);
                if (message.nanos != null && $Object.hasOwnProperty.call(message, "nanos") && message.nanos !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.nanos);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Timestamp message from the specified reader or buffer.
             * @function decode
             * @memberof google.protobuf.Timestamp
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {google.protobuf.Timestamp & google.protobuf.Timestamp.$Shape} Timestamp
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Timestamp.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.google.protobuf.Timestamp();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                message.seconds = value;
                            else
                                delete message.seconds;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.nanos = value;
                            else
                                delete message.nanos;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Timestamp;
        })();

        return protobuf;
    })();

    return google;
})();

export {
  $root as default
};
