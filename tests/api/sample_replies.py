"""One good reply of each kind, and what reads it."""

from codika.api import wire
from codika.api.details import read_details

EXECUTION = {
    "success": True,
    "execution": {
        "executionId": "e1",
        "status": "failed",
        "createdAt": "2026-05-01T10:00:00.000Z",
        "duration": 2345,
        "errorDetails": {
            "type": "external_api_error",
            "message": "429 from elsewhere",
            "code": "E429",
            "failedNodeName": "HTTP Request",
        },
    },
}
EXECUTIONS = {
    "success": True,
    "data": {
        "executions": [
            {
                "executionId": "e1",
                "workflowId": "main-workflow",
                "triggerId": "t1",
                "status": "failed",
                "createdAt": "2026-05-01T09:00:00.000Z",
                "duration": 400,
                "n8nExecutionId": "1234",
                "errorDetails": {"message": "403 Forbidden", "failedNodeName": "HTTP Request"},
            },
            {"executionId": "e2", "workflowId": "w", "status": "pending"},
        ],
        "count": 2,
        "processInstanceId": "pi-1",
    },
    "requestId": "r",
}
SKILLS = {
    "success": True,
    "data": {
        "processInstanceId": "pi-1",
        "skills": [
            {
                "workflowTemplateId": "main-workflow",
                "name": "demo",
                "description": "Makes text loud.",
                "contentMarkdown": "---\nname: demo\n---\n\n# Loud",
                "relativePath": "skills/main-workflow/SKILL.md",
            },
            {"workflowTemplateId": "w2", "name": "n", "description": "d", "contentMarkdown": ""},
        ],
    },
}
INSTANCE = {
    "success": True,
    "data": {
        "processInstanceId": "pi-1",
        "processId": "p-1",
        "environment": "dev",
        "isActive": True,
        "archived": False,
        "currentVersion": "1.50",
        "title": "Acme",
        "organizationId": "o-1",
        "installedAt": "2026-03-27T10:00:00.000Z",
        "lastExecutedAt": None,
        "deployment": {
            "deploymentInstanceId": "d-1",
            "deploymentStatus": "deployed",
            "workflows": [
                {
                    "workflowId": "news",
                    "n8nWorkflowId": None,
                    "workflowName": "News",
                    "n8nWorkflowIsActive": True,
                    "cost": 0.02,
                    "integrationUids": ["tavily"],
                    "triggers": [
                        {"type": "http", "method": "POST", "inputSchema": [{"key": "q"}]},
                        {
                            "type": "schedule",
                            "cronExpression": "0 8 * * *",
                            "timezone": "Europe/Brussels",
                            "manualTriggerUrl": "https://h/x",
                        },
                    ],
                }
            ],
        },
    },
    "requestId": "r",
}
INSTANCES = {
    "success": True,
    "data": {
        "instances": [
            {
                "processInstanceId": "pi-2",
                "processId": "p",
                "title": "Old",
                "environment": "prod",
                "isActive": False,
                "archived": False,
                "currentVersion": "1.0",
                "installedAt": None,
                "lastExecutedAt": "2026-05-01T09:00:00.000Z",
                "inactiveReason": "user_paused",
            }
        ],
        "count": 1,
        "organizationId": "o-1",
    },
}
IDENTITY = {
    "success": True,
    "data": {
        "type": "org-api-key",
        "organizationId": "o-1",
        "organizationName": "Acme",
        "keyName": "ci",
        "keyPrefix": "cko_abcd",
        "scopes": ["skills:read", "executions:read"],
        "createdAt": "2026-03-01T00:00:00.000Z",
    },
}
READERS = {
    "trigger": (wire.read_trigger, {"success": True, "executionId": "e1", "message": "started"}),
    "execution": (lambda body: wire.read_execution(body, "e1"), EXECUTION),
    "executions": (wire.read_executions, EXECUTIONS),
    "skills": (wire.read_skills, SKILLS),
    "instance": (wire.read_instance, INSTANCE),
    "instances": (wire.read_instances, INSTANCES),
    "identity": (wire.read_key_identity, IDENTITY),
    "details": (
        lambda body: read_details(body, "e1"),
        {
            "success": True,
            "execution": {
                "codikaExecutionId": "e1",
                "n8nExecutionId": "12",
                "status": "success",
                "n8nExecution": {
                    "startedAt": "2026-05-01T10:00:00.000Z",
                    "data": {
                        "resultData": {
                            "runData": {
                                "Start": [
                                    {
                                        "startTime": 1777629600000,
                                        "executionTime": 3,
                                        "executionIndex": 0,
                                        "source": [None],
                                        "data": {"main": [[{"json": {"a": 1}}], None]},
                                        "metadata": {"_subExecutions": [{"data": {}}]},
                                    }
                                ]
                            }
                        }
                    },
                },
            },
        },
    ),
}
