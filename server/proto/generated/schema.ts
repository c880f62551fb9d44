// Generated from proto/hydro by `npm run generate`. Do not edit.
export const schema: unknown = {
  "nested": {
    "hydro": {
      "nested": {
        "usage": {
          "nested": {
            "v1": {
              "nested": {
                "RepositoryVisibility": {
                  "values": {
                    "REPOSITORY_VISIBILITY_UNSPECIFIED": 0,
                    "PUBLIC": 1,
                    "PRIVATE": 2,
                    "INTERNAL": 3
                  }
                },
                "Runner": {
                  "values": {
                    "RUNNER_UNSPECIFIED": 0,
                    "HOSTED": 1,
                    "SELF_HOSTED": 2
                  }
                },
                "Quantity": {
                  "fields": {
                    "units": {
                      "type": "int64",
                      "id": 1
                    },
                    "nanos": {
                      "type": "int32",
                      "id": 2
                    }
                  }
                },
                "ActionsUsage": {
                  "fields": {
                    "eventId": {
                      "type": "string",
                      "id": 1,
                      "protoName": "event_id"
                    },
                    "accountId": {
                      "type": "int64",
                      "id": 2,
                      "protoName": "account_id"
                    },
                    "repositoryId": {
                      "type": "int64",
                      "id": 3,
                      "protoName": "repository_id"
                    },
                    "repositoryName": {
                      "type": "string",
                      "id": 4,
                      "protoName": "repository_name"
                    },
                    "repositoryVisibility": {
                      "type": "RepositoryVisibility",
                      "id": 5,
                      "protoName": "repository_visibility"
                    },
                    "actorLogin": {
                      "type": "string",
                      "id": 6,
                      "protoName": "actor_login"
                    },
                    "workflowPath": {
                      "type": "string",
                      "id": 7,
                      "protoName": "workflow_path"
                    },
                    "jobId": {
                      "type": "string",
                      "id": 8,
                      "protoName": "job_id"
                    },
                    "runner": {
                      "type": "Runner",
                      "id": 9
                    },
                    "sku": {
                      "type": "string",
                      "id": 10
                    },
                    "startedAt": {
                      "type": "google.protobuf.Timestamp",
                      "id": 11,
                      "protoName": "started_at"
                    },
                    "endedAt": {
                      "type": "google.protobuf.Timestamp",
                      "id": 12,
                      "protoName": "ended_at"
                    }
                  }
                },
                "PackagesUsage": {
                  "fields": {
                    "eventId": {
                      "type": "string",
                      "id": 1,
                      "protoName": "event_id"
                    },
                    "accountId": {
                      "type": "int64",
                      "id": 2,
                      "protoName": "account_id"
                    },
                    "repositoryId": {
                      "type": "int64",
                      "id": 3,
                      "protoName": "repository_id"
                    },
                    "repositoryName": {
                      "type": "string",
                      "id": 4,
                      "protoName": "repository_name"
                    },
                    "repositoryVisibility": {
                      "type": "RepositoryVisibility",
                      "id": 5,
                      "protoName": "repository_visibility"
                    },
                    "actorLogin": {
                      "type": "string",
                      "id": 6,
                      "protoName": "actor_login"
                    },
                    "packageName": {
                      "type": "string",
                      "id": 7,
                      "protoName": "package_name"
                    },
                    "sku": {
                      "type": "string",
                      "id": 8
                    },
                    "bytesTransferred": {
                      "type": "int64",
                      "id": 9,
                      "protoName": "bytes_transferred"
                    },
                    "transferredAt": {
                      "type": "google.protobuf.Timestamp",
                      "id": 10,
                      "protoName": "transferred_at"
                    }
                  }
                },
                "StorageUsage": {
                  "fields": {
                    "eventId": {
                      "type": "string",
                      "id": 1,
                      "protoName": "event_id"
                    },
                    "accountId": {
                      "type": "int64",
                      "id": 2,
                      "protoName": "account_id"
                    },
                    "repositoryId": {
                      "type": "int64",
                      "id": 3,
                      "protoName": "repository_id"
                    },
                    "repositoryName": {
                      "type": "string",
                      "id": 4,
                      "protoName": "repository_name"
                    },
                    "repositoryVisibility": {
                      "type": "RepositoryVisibility",
                      "id": 5,
                      "protoName": "repository_visibility"
                    },
                    "sku": {
                      "type": "string",
                      "id": 6
                    },
                    "storedBytes": {
                      "type": "int64",
                      "id": 7,
                      "protoName": "stored_bytes"
                    },
                    "periodStart": {
                      "type": "google.protobuf.Timestamp",
                      "id": 8,
                      "protoName": "period_start"
                    },
                    "periodEnd": {
                      "type": "google.protobuf.Timestamp",
                      "id": 9,
                      "protoName": "period_end"
                    }
                  }
                },
                "MeteredUsage": {
                  "fields": {
                    "eventId": {
                      "type": "string",
                      "id": 1,
                      "protoName": "event_id"
                    },
                    "accountId": {
                      "type": "int64",
                      "id": 2,
                      "protoName": "account_id"
                    },
                    "repositoryName": {
                      "type": "string",
                      "id": 3,
                      "protoName": "repository_name"
                    },
                    "product": {
                      "type": "string",
                      "id": 4
                    },
                    "sku": {
                      "type": "string",
                      "id": 5
                    },
                    "quantity": {
                      "type": "Quantity",
                      "id": 6
                    },
                    "unitOfMeasure": {
                      "type": "string",
                      "id": 7,
                      "protoName": "unit_of_measure"
                    },
                    "usageStart": {
                      "type": "google.protobuf.Timestamp",
                      "id": 8,
                      "protoName": "usage_start"
                    },
                    "usageEnd": {
                      "type": "google.protobuf.Timestamp",
                      "id": 9,
                      "protoName": "usage_end"
                    }
                  }
                }
              }
            }
          }
        },
        "billing": {
          "nested": {
            "v1": {
              "nested": {
                "LineItem": {
                  "fields": {
                    "lineItemId": {
                      "type": "bytes",
                      "id": 1,
                      "protoName": "line_item_id"
                    },
                    "eventId": {
                      "type": "bytes",
                      "id": 2,
                      "protoName": "event_id"
                    },
                    "accountId": {
                      "type": "int64",
                      "id": 3,
                      "protoName": "account_id"
                    },
                    "sku": {
                      "type": "string",
                      "id": 4
                    },
                    "unitOfMeasure": {
                      "type": "string",
                      "id": 5,
                      "protoName": "unit_of_measure"
                    },
                    "units": {
                      "type": "int64",
                      "id": 6
                    },
                    "nanos": {
                      "type": "int32",
                      "id": 7
                    },
                    "startedAtMs": {
                      "type": "int64",
                      "id": 8,
                      "protoName": "started_at_ms"
                    },
                    "endedAtMs": {
                      "type": "int64",
                      "id": 9,
                      "protoName": "ended_at_ms"
                    },
                    "repositoryName": {
                      "type": "string",
                      "id": 10,
                      "protoName": "repository_name"
                    },
                    "repositoryVisibility": {
                      "type": "hydro.usage.v1.RepositoryVisibility",
                      "id": 11,
                      "protoName": "repository_visibility"
                    },
                    "runner": {
                      "type": "hydro.usage.v1.Runner",
                      "id": 12
                    }
                  },
                  "reserved": [
                    [
                      100,
                      199
                    ]
                  ]
                },
                "ClaimTopic": {
                  "values": {
                    "CLAIM_TOPIC_UNSPECIFIED": 0,
                    "BILLING_LINE_ITEMS": 1,
                    "SUBMISSION_FILTER_RETRY": 2
                  }
                },
                "SubmittableLineItem": {
                  "fields": {
                    "lineItemId": {
                      "type": "bytes",
                      "id": 1,
                      "protoName": "line_item_id"
                    },
                    "eventId": {
                      "type": "bytes",
                      "id": 2,
                      "protoName": "event_id"
                    },
                    "accountId": {
                      "type": "int64",
                      "id": 3,
                      "protoName": "account_id"
                    },
                    "sku": {
                      "type": "string",
                      "id": 4
                    },
                    "unitOfMeasure": {
                      "type": "string",
                      "id": 5,
                      "protoName": "unit_of_measure"
                    },
                    "units": {
                      "type": "int64",
                      "id": 6
                    },
                    "nanos": {
                      "type": "int32",
                      "id": 7
                    },
                    "startedAtMs": {
                      "type": "int64",
                      "id": 8,
                      "protoName": "started_at_ms"
                    },
                    "endedAtMs": {
                      "type": "int64",
                      "id": 9,
                      "protoName": "ended_at_ms"
                    },
                    "repositoryName": {
                      "type": "string",
                      "id": 10,
                      "protoName": "repository_name"
                    },
                    "repositoryVisibility": {
                      "type": "hydro.usage.v1.RepositoryVisibility",
                      "id": 11,
                      "protoName": "repository_visibility"
                    },
                    "runner": {
                      "type": "hydro.usage.v1.Runner",
                      "id": 12
                    },
                    "claimTopic": {
                      "type": "ClaimTopic",
                      "id": 100,
                      "protoName": "claim_topic"
                    },
                    "claimPartition": {
                      "type": "int32",
                      "id": 101,
                      "protoName": "claim_partition"
                    },
                    "claimOffset": {
                      "type": "int64",
                      "id": 102,
                      "protoName": "claim_offset"
                    },
                    "attempt": {
                      "type": "int32",
                      "id": 103
                    },
                    "zuoraAccountNumber": {
                      "type": "string",
                      "id": 104,
                      "protoName": "zuora_account_number"
                    },
                    "zuoraSubscriptionNumber": {
                      "type": "string",
                      "id": 105,
                      "protoName": "zuora_subscription_number"
                    },
                    "originSite": {
                      "type": "string",
                      "id": 108,
                      "protoName": "origin_site"
                    }
                  }
                },
                "RejectedLineItem": {
                  "fields": {
                    "lineItemId": {
                      "type": "bytes",
                      "id": 1,
                      "protoName": "line_item_id"
                    },
                    "eventId": {
                      "type": "bytes",
                      "id": 2,
                      "protoName": "event_id"
                    },
                    "accountId": {
                      "type": "int64",
                      "id": 3,
                      "protoName": "account_id"
                    },
                    "sku": {
                      "type": "string",
                      "id": 4
                    },
                    "unitOfMeasure": {
                      "type": "string",
                      "id": 5,
                      "protoName": "unit_of_measure"
                    },
                    "units": {
                      "type": "int64",
                      "id": 6
                    },
                    "nanos": {
                      "type": "int32",
                      "id": 7
                    },
                    "startedAtMs": {
                      "type": "int64",
                      "id": 8,
                      "protoName": "started_at_ms"
                    },
                    "endedAtMs": {
                      "type": "int64",
                      "id": 9,
                      "protoName": "ended_at_ms"
                    },
                    "repositoryName": {
                      "type": "string",
                      "id": 10,
                      "protoName": "repository_name"
                    },
                    "repositoryVisibility": {
                      "type": "hydro.usage.v1.RepositoryVisibility",
                      "id": 11,
                      "protoName": "repository_visibility"
                    },
                    "runner": {
                      "type": "hydro.usage.v1.Runner",
                      "id": 12
                    },
                    "claimTopic": {
                      "type": "ClaimTopic",
                      "id": 100,
                      "protoName": "claim_topic"
                    },
                    "claimPartition": {
                      "type": "int32",
                      "id": 101,
                      "protoName": "claim_partition"
                    },
                    "claimOffset": {
                      "type": "int64",
                      "id": 102,
                      "protoName": "claim_offset"
                    },
                    "attempt": {
                      "type": "int32",
                      "id": 103
                    },
                    "reason": {
                      "type": "string",
                      "id": 106
                    },
                    "accountVersion": {
                      "type": "int64",
                      "id": 107,
                      "protoName": "account_version"
                    }
                  }
                },
                "CsvFileEvent": {
                  "oneofs": {
                    "event": {
                      "oneof": [
                        "rowsAppended",
                        "fileClosed",
                        "revisionMade",
                        "attemptStarted"
                      ]
                    }
                  },
                  "fields": {
                    "fileId": {
                      "type": "int64",
                      "id": 1,
                      "protoName": "file_id"
                    },
                    "rowsAppended": {
                      "type": "RowsAppended",
                      "id": 2,
                      "protoName": "rows_appended"
                    },
                    "fileClosed": {
                      "type": "FileClosed",
                      "id": 3,
                      "protoName": "file_closed"
                    },
                    "revisionMade": {
                      "type": "RevisionMade",
                      "id": 4,
                      "protoName": "revision_made"
                    },
                    "attemptStarted": {
                      "type": "AttemptStarted",
                      "id": 5,
                      "protoName": "attempt_started"
                    }
                  }
                },
                "RowsAppended": {
                  "fields": {
                    "firstRow": {
                      "type": "int32",
                      "id": 1,
                      "protoName": "first_row"
                    },
                    "lineItemIds": {
                      "type": "bytes",
                      "id": 2,
                      "protoName": "line_item_ids"
                    },
                    "attempts": {
                      "rule": "repeated",
                      "type": "int32",
                      "id": 3
                    },
                    "nextOffset": {
                      "type": "int64",
                      "id": 4,
                      "protoName": "next_offset"
                    },
                    "eventAgeMs": {
                      "rule": "repeated",
                      "type": "uint32",
                      "id": 5,
                      "protoName": "event_age_ms"
                    },
                    "measuredAs": {
                      "rule": "repeated",
                      "type": "MeasuredAs",
                      "id": 6,
                      "protoName": "measured_as"
                    },
                    "rowMeasuredAs": {
                      "type": "bytes",
                      "id": 7,
                      "protoName": "row_measured_as"
                    }
                  }
                },
                "MeasuredAs": {
                  "fields": {
                    "product": {
                      "type": "string",
                      "id": 1
                    },
                    "originSite": {
                      "type": "string",
                      "id": 2,
                      "protoName": "origin_site"
                    }
                  }
                },
                "Mark": {
                  "fields": {
                    "topic": {
                      "type": "ClaimTopic",
                      "id": 1
                    },
                    "partition": {
                      "type": "int32",
                      "id": 2
                    },
                    "offset": {
                      "type": "int64",
                      "id": 3
                    }
                  }
                },
                "RenderProfile": {
                  "fields": {
                    "dateFormat": {
                      "type": "string",
                      "id": 1,
                      "protoName": "date_format"
                    },
                    "uniqueKey": {
                      "type": "bool",
                      "id": 2,
                      "protoName": "unique_key"
                    },
                    "rendererVersion": {
                      "type": "int32",
                      "id": 3,
                      "protoName": "renderer_version"
                    }
                  }
                },
                "FileClosed": {
                  "fields": {
                    "sequence": {
                      "type": "int32",
                      "id": 1
                    },
                    "firstOffset": {
                      "type": "int64",
                      "id": 2,
                      "protoName": "first_offset"
                    },
                    "nextOffset": {
                      "type": "int64",
                      "id": 3,
                      "protoName": "next_offset"
                    },
                    "openingMarks": {
                      "rule": "repeated",
                      "type": "Mark",
                      "id": 4,
                      "protoName": "opening_marks"
                    },
                    "rows": {
                      "type": "int32",
                      "id": 5
                    },
                    "sizeBytes": {
                      "type": "int32",
                      "id": 6,
                      "protoName": "size_bytes"
                    },
                    "sha256": {
                      "type": "bytes",
                      "id": 7
                    },
                    "profile": {
                      "type": "RenderProfile",
                      "id": 8
                    },
                    "objectKey": {
                      "type": "string",
                      "id": 9,
                      "protoName": "object_key"
                    },
                    "openedAtMs": {
                      "type": "int64",
                      "id": 10,
                      "protoName": "opened_at_ms"
                    },
                    "closedAtMs": {
                      "type": "int64",
                      "id": 11,
                      "protoName": "closed_at_ms"
                    },
                    "rowsSha256": {
                      "type": "bytes",
                      "id": 12,
                      "protoName": "rows_sha256"
                    }
                  }
                },
                "RevisionMade": {
                  "fields": {
                    "revision": {
                      "type": "int32",
                      "id": 1
                    },
                    "leftOutRows": {
                      "rule": "repeated",
                      "type": "int32",
                      "id": 2,
                      "protoName": "left_out_rows"
                    }
                  }
                },
                "AttemptStarted": {
                  "fields": {
                    "revision": {
                      "type": "int32",
                      "id": 1
                    },
                    "idempotencyKey": {
                      "type": "string",
                      "id": 2,
                      "protoName": "idempotency_key"
                    },
                    "number": {
                      "type": "int32",
                      "id": 3
                    },
                    "startedAtMs": {
                      "type": "int64",
                      "id": 4,
                      "protoName": "started_at_ms"
                    }
                  }
                }
              }
            }
          }
        },
        "accounts": {
          "nested": {
            "v1": {
              "nested": {
                "Standing": {
                  "values": {
                    "STANDING_UNSPECIFIED": 0,
                    "ACTIVE": 1,
                    "SUSPENDED": 2,
                    "SPAMMY": 3,
                    "DELETED": 4
                  }
                },
                "Plan": {
                  "values": {
                    "PLAN_UNSPECIFIED": 0,
                    "FREE": 1,
                    "TEAM": 2,
                    "ENTERPRISE": 3
                  }
                },
                "AccountChanged": {
                  "fields": {
                    "accountId": {
                      "type": "int64",
                      "id": 1,
                      "protoName": "account_id"
                    },
                    "version": {
                      "type": "int64",
                      "id": 2
                    },
                    "login": {
                      "type": "string",
                      "id": 3
                    },
                    "zuoraAccountNumber": {
                      "type": "string",
                      "id": 4,
                      "protoName": "zuora_account_number"
                    },
                    "zuoraSubscriptionNumber": {
                      "type": "string",
                      "id": 5,
                      "protoName": "zuora_subscription_number"
                    },
                    "standing": {
                      "type": "Standing",
                      "id": 6
                    },
                    "billingEnabled": {
                      "type": "bool",
                      "id": 7,
                      "protoName": "billing_enabled"
                    },
                    "plan": {
                      "type": "Plan",
                      "id": 8
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "google": {
      "nested": {
        "protobuf": {
          "nested": {
            "Timestamp": {
              "fields": {
                "seconds": {
                  "type": "int64",
                  "id": 1
                },
                "nanos": {
                  "type": "int32",
                  "id": 2
                }
              }
            }
          }
        }
      }
    }
  }
}
